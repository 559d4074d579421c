using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pure.WebSockets.Bench;

/// <summary>Reads and writes comparisons as JSON.</summary>
internal static class ComparisonJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes the comparison and returns the path.</summary>
    public static string Write<TRows>(Command command, TRows rows, bool quick)
    {
        Directory.CreateDirectory(ComparisonConfig.Artifacts);
        File.WriteAllText(
            PathOf(command.Name),
            JsonSerializer.Serialize(new Comparison<TRows>(Machine.This, DateTime.UtcNow, quick, rows), Format)
        );
        return PathOf(command.Name);
    }

    /// <summary>Reads the results of the last run of a command; null if there are none.</summary>
    public static Comparison<TRows>? Read<TRows>(string command)
        where TRows : class =>
        File.Exists(PathOf(command)) ? JsonSerializer.Deserialize<Comparison<TRows>>(File.ReadAllText(PathOf(command)), Format) : null;

    private static string PathOf(string command) => Path.Combine(ComparisonConfig.Artifacts, $"{command}.json");
}

/// <summary>The results of one command.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Date">The time in UTC.</param>
/// <param name="Quick">Whether it was a quick run.</param>
/// <param name="Rows">The rows.</param>
internal sealed record Comparison<TRows>(Machine Machine, DateTime Date, bool Quick, TRows Rows)
{
    /// <summary>The implementation that ours is mainly compared with.</summary>
    public string Rival => "System.Net.WebSockets";
}
