using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pure.WebSockets.Bench;

/// <summary>A comparison for programs.</summary>
internal static class ComparisonJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes it and returns where.</summary>
    public static string Write<TRows>(Command command, TRows rows, bool quick)
    {
        Directory.CreateDirectory(ComparisonConfig.Artifacts);
        File.WriteAllText(
            PathOf(command.Name),
            JsonSerializer.Serialize(new Comparison<TRows>(Machine.This, DateTime.UtcNow, quick, rows), Format)
        );
        return PathOf(command.Name);
    }

    /// <summary>What the command wrote when it last ran; null when it did not.</summary>
    public static Comparison<TRows>? Read<TRows>(string command)
        where TRows : class =>
        File.Exists(PathOf(command)) ? JsonSerializer.Deserialize<Comparison<TRows>>(File.ReadAllText(PathOf(command)), Format) : null;

    private static string PathOf(string command) => Path.Combine(ComparisonConfig.Artifacts, $"{command}.json");
}

/// <summary>What one command measured.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Date">When, in UTC.</param>
/// <param name="Quick">Whether in a hurry.</param>
/// <param name="Rows">What.</param>
internal sealed record Comparison<TRows>(Machine Machine, DateTime Date, bool Quick, TRows Rows)
{
    /// <summary>What ours is compared with first of all.</summary>
    public string Rival => "System.Net.WebSockets";
}
