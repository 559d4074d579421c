using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>A comparison for programs.</summary>
internal static class ComparisonJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes it and returns where.</summary>
    public static string Write<TRows>(Command command, TRows rows, bool quick)
    {
        Directory.CreateDirectory(ComparisonConfig.Artifacts);
        var file = Path.Combine(ComparisonConfig.Artifacts, $"{command.Name}.json");
        var comparison = new { Rival = "System.Net.WebSockets", Runtime = RuntimeInformation.FrameworkDescription, Quick = quick, Rows = rows };
        File.WriteAllText(file, JsonSerializer.Serialize(comparison, Format));
        return file;
    }
}
