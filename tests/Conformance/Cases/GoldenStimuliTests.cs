using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// What the Autobahn Testsuite was observed to send, expect and wait for, case by case (golden/stimuli.tsv), compared with our scripts when
/// they run against the core.
/// </summary>
public sealed partial class GoldenStimuliTests
{
    // The Autobahn Testsuite counts the invalid close frame that it sends as its own answer to the peer's; ours answers the peer.
    private const string AnswersItsPeer = "3.7";

    private static readonly string[] Surrogates = ["6.3.1", "6.20.", "6.21."];

    // Its log does not show frames that are written in parts, or frames while the log is off (family 9).
    private static readonly string[] PartlyLogged = ["6.4.3", "6.4.4"];

    public static TheoryData<string, string, string, string, string> Golden()
    {
        var data = new TheoryData<string, string, string, string, string>();
        using var stream = typeof(GoldenStimuliTests).Assembly.GetManifestResourceStream("stimuli.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            data.Add(columns[0], columns[1], columns[2], columns[3], columns[4]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void Our_script_sends_expects_and_waits_as_the_old_suite_did(
        string index,
        string id,
        string expected,
        string close,
        string stimuli
    )
    {
        var ours = Classic.All.Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));
        var result = MemoryRunner.Run(ours, Role.Server, ConnectionOptions.Default);
        using var report = JsonDocument.Parse(CaseReport.Write("core", result));

        Assert.Equal(index, ours.Index.ToString(CultureInfo.InvariantCulture));
        Assert.True(
            JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, report.RootElement.GetProperty("expected")),
            $"{expected} is not {report.RootElement.GetProperty("expected")}"
        );
        Assert.True(
            JsonElement.DeepEquals(JsonDocument.Parse(close).RootElement, report.RootElement.GetProperty("expectedClose")),
            $"{close} is not {report.RootElement.GetProperty("expectedClose")}"
        );
        var theirs = stimuli
            .Split(" ; ")
            .Select((row, at) => Normalized(row, at == 0 && Surrogates.Any(family => id.StartsWith(family, StringComparison.Ordinal))))
            .Where(row => ours.IsHeavy is false || !row.StartsWith('F'))
            .ToArray();
        var rows = result.Transcript.Select(timed => Row(timed.Entry)).Where(row => row is not null).Cast<string>().ToArray();
        // A row of dots stands for omitted rows.
        if (Array.FindIndex(theirs, row => row.StartsWith("...", StringComparison.Ordinal)) is >= 0 and var cut)
            (theirs, rows) = (theirs[..cut], rows[..cut]);
        Assert.Equal(
            theirs,
            id == AnswersItsPeer ? rows[..^1]
                : PartlyLogged.Contains(id) ? [.. rows.Where(row => !row.Contains("len=21", StringComparison.Ordinal))]
                : ours.IsHeavy ? [.. rows.Where(row => !row.StartsWith('F'))]
                : rows
        );
    }

    /// <summary>
    /// A frame's data without the escapes that JSON leaves to the writer, and as bytes if it contains surrogates: its interpreter treated
    /// those as text.
    /// </summary>
    private static string Normalized(string row, bool isSurrogates) =>
        Data()
            .Replace(
                row,
                data =>
                    "data="
                    + (
                        isSurrogates
                            ? "0x"
                                + string.Concat(
                                    Letter()
                                        .Matches(data.Groups["json"].Value.Trim('"'))
                                        .Select(letter =>
                                            Octets(
                                                letter.Groups["code"] is { Success: true } code
                                                    ? Convert.ToInt32(code.Value, 16)
                                                    : letter.Value[0]
                                            )
                                        )
                                )
                            : JsonSerializer.Deserialize<string>(data.Groups["json"].Value)
                    )
            );

    private static string Octets(int code) => Convert.ToHexStringLower(code switch
    {
        < 0x80 => [(byte)code],
        < 0x800 => [(byte)(0xC0 | (code >> 6)), (byte)(0x80 | (code & 0x3F))],
        _ => [(byte)(0xE0 | (code >> 12)), (byte)(0x80 | ((code >> 6) & 0x3F)), (byte)(0x80 | (code & 0x3F))],
    });

    [GeneratedRegex("data=(?<json>\".*\")$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Data();

    [GeneratedRegex("\\\\u(?<code>[0-9a-f]{4})|.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Letter();

    private static string? Row(TranscriptEntry entry) =>
        entry switch
        {
            TranscriptEntry.FrameSent { Frame: var frame } =>
                $"F op={frame.Opcode} fin={(frame.Final ? 1 : 0)} rsv={frame.Reserved} len={frame.Payload.Pattern.Length}"
                    + (frame.Payload.Length == frame.Payload.Pattern.Length ? "" : $" repeat={frame.Payload.Length}")
                    + (frame.Chop > 0 ? $" chop={frame.Chop}" : "")
                    + (frame.Sync ? " sync" : "")
                    + $" data={PrintedForm.Ascii(frame.Payload.Pattern.Memory.Span)}",
            TranscriptEntry.TimerStarted { Timer: TesterTimer.Fail } timer =>
                $"killAfter {timer.Time.TotalSeconds.ToString(CultureInfo.InvariantCulture)}",
            TranscriptEntry.TimerStarted { Timer: TesterTimer.Close } timer =>
                $"closeAfter {timer.Time.TotalSeconds.ToString(CultureInfo.InvariantCulture)}",
            TranscriptEntry.TimerStarted { Timer: TesterTimer.Wait } timer =>
                $"wait {timer.Time.TotalSeconds.ToString(CultureInfo.InvariantCulture)}",
            TranscriptEntry.TimerElapsed { Timer: TesterTimer.Wait } => "wait-fired",
            _ => null,
        };
}
