using System.Globalization;
using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes and reads details.json, a file in the same folder as index.json. The file contains the data for which the index of the Autobahn
/// Testsuite has no keys. For each agent, the file contains the runs. For each case, the file contains the reasons for the verdicts, both
/// compression ratios, the start time, and the first result if the case was repeated.
/// </summary>
internal static class RunDetails
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "details.json";

    /// <summary>Returns the content of the file.</summary>
    public static byte[] Write(Seq<IndexEntry> entries, Seq<AgentRun> runs) =>
        ReportJson.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (
                var agent in entries
                    .AsEnumerable()
                    .Select(entry => entry.Agent)
                    .Concat(runs.Select(run => run.Agent))
                    .Distinct()
                    .Order(StringComparer.Ordinal)
            )
            {
                writer.WriteStartObject(agent);
                writer.WriteStartObject("cases");
                foreach (var entry in entries.Filter(entry => entry.Agent == agent).OrderBy(entry => entry.Id.Text, StringComparer.Ordinal))
                    Write(writer, entry);
                writer.WriteEndObject();
                writer.WriteStartArray("runs");
                foreach (var run in runs.Filter(run => run.Agent == agent).OrderBy(run => run.Started))
                    Write(writer, run);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });

    /// <summary>Reads the details. Returns the entries with the details added, and the runs.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="folder">The folder of the index. If this folder has no file details.json, the entries are returned unchanged.</param>
    public static Either<IndexError, (Seq<IndexEntry> Entries, Seq<AgentRun> Runs)> Read(Seq<IndexEntry> entries, string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return (entries, Seq<AgentRun>.Empty);
        try
        {
            using var document = JsonDocument.Parse(InputFile.Index.Read(file));
            var root = document.RootElement;
            return (
                entries.Map(entry => With(entry, root)).Strict(),
                Seq.create<AgentRun>([.. Members(root).SelectMany(agent => Runs(agent.Name, agent.Value))])
            );
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or InvalidOperationException
                        or FormatException
                        or KeyNotFoundException
            )
        {
            return new IndexError(
                file,
                Option<string>.None,
                error is InputFileException ? error.Message : $"it cannot be read, {error.Message.TrimEnd('.')}"
            );
        }
    }

    private static void Write(Utf8JsonWriter writer, IndexEntry entry)
    {
        writer.WriteStartObject(entry.Id.Text);
        ReportJson.Number(writer, "incomingCompressionRatio", entry.IncomingRatio);
        ReportJson.Number(writer, "outgoingCompressionRatio", entry.OutgoingRatio);
        ReportJson.Text(writer, "repeated", entry.Repeated);
        ReportJson.Text(writer, "result", entry.Result);
        ReportJson.Text(writer, "started", entry.Started.Map(ReportJson.Time));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, AgentRun run)
    {
        writer.WriteStartObject();
        writer.WriteString("command", run.Command);
        writer.WriteNumber("patience", run.Patience);
        run.Scope.IfSome(scope => ScopeText.Write(writer, scope));
        writer.WriteString("started", ReportJson.Time(run.Started));
        writer.WriteString("target", run.Target);
        writer.WriteNumber("time", (long)run.Time.TotalMilliseconds);
        writer.WriteString("version", run.Version);
        writer.WriteEndObject();
    }

    private static IndexEntry With(IndexEntry entry, JsonElement root)
    {
        if (!root.TryGetProperty(entry.Agent, out var agent) || !agent.GetProperty("cases").TryGetProperty(entry.Id.Text, out var found))
            return entry;
        return entry with
        {
            Result = Text("result"),
            Repeated = Text("repeated"),
            IncomingRatio = Number("incomingCompressionRatio"),
            OutgoingRatio = Number("outgoingCompressionRatio"),
            Started = Text("started").Map(Start),
        };

        DateTimeOffset Start(string text)
        {
            var started = DateTimeOffset
                .Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                .ToUniversalTime();
            return EndsInCalendar(started, entry.Milliseconds)
                ? started
                : throw new FormatException($"the case {entry.Id} of agent '{entry.Agent}' ends after the year 9999");
        }

        Option<string> Text(string key) =>
            found.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString()! : Option<string>.None;

        Option<double> Number(string key) =>
            found.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : Option<double>.None;
    }

    private static IEnumerable<AgentRun> Runs(string agent, JsonElement value) =>
        value
            .GetProperty("runs")
            .EnumerateArray()
            .Select(run => Run(agent, run))
            .ToArray();

    private static AgentRun Run(string agent, JsonElement run)
    {
        var (started, time) = (run.GetProperty("started").GetDateTimeOffset().ToUniversalTime(), run.GetProperty("time").GetInt64());
        if (!EndsInCalendar(started, time))
            throw new FormatException($"a run of agent '{agent}' with the time {time} ms does not end in the years 1 to 9999");
        return new AgentRun(
            agent,
            ReportJson.Text(run, "target"),
            ReportJson.Text(run, "command"),
            ReportJson.Text(run, "version"),
            started,
            TimeSpan.FromMilliseconds(time),
            run.GetProperty("patience").GetDouble()
        )
        {
            Scope = ScopeText.Read(run),
        };
    }

    // If the system clock is set back during a run, the elapsed time of the run can be negative.
    private static bool EndsInCalendar(DateTimeOffset started, long milliseconds) =>
        milliseconds <= (DateTimeOffset.MaxValue - started).TotalMilliseconds
        && milliseconds >= (DateTimeOffset.MinValue - started).TotalMilliseconds;

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element) =>
        element.EnumerateObject().Select(member => (member.Name, member.Value));
}
