using System.Globalization;
using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads index files that this tester or the Autobahn Testsuite wrote. Unknown keys are ignored.</summary>
public static partial class IndexReport
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Reads an index file, or the index in a folder. For a folder, also reads the file that <see cref="RunDetails"/> writes. Returns the
    /// entries in the order in which they occur in the index file, or an error and its location.
    /// </summary>
    public static Either<IndexError, Seq<IndexEntry>> Read(string path) =>
        Directory.Exists(path)
            ? ReadFile(Path.Combine(path, FileName)).Bind(entries => RunDetails.Read(entries, path)).Map(read => read.Entries)
            : ReadFile(path);

    private static Either<IndexError, Seq<IndexEntry>> ReadFile(string file)
    {
        try
        {
            return Read(InputFile.Index.Read(file), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new IndexError(
                file,
                Option<string>.None,
                error switch
                {
                    InputFileException => error.Message,
                    FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                    ArgumentException when string.IsNullOrWhiteSpace(file) => "the name is empty",
                    ArgumentException or NotSupportedException => "it is not a path",
                    UnauthorizedAccessException => Directory.Exists(file) ? "it is a folder, not a file" : "the permission is missing",
                    _ => $"it cannot be read, the system reports \"{error.Message.Split(" : '")[0].TrimEnd('.')}\"",
                }
            );
        }
    }

    /// <summary>
    /// Parses the content of an index file. Returns the entries in the order in which they occur in the file, or an error and its location.
    /// </summary>
    /// <param name="json">The content of the file.</param>
    /// <param name="file">The file name to show in error messages.</param>
    public static Either<IndexError, Seq<IndexEntry>> Read(ReadOnlyMemory<byte> json, string file = FileName)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json, Strict);
            var agents = Members(document.RootElement, () => Faulty("", "an index is an object of agents"));
            return Seq.create<IndexEntry>([.. agents.SelectMany(agent => Entries(agent.Name, agent.Value))]);
        }
        catch (JsonException error) when (error.LineNumber is long line)
        {
            return new IndexError(
                file,
                $"line {line + 1}, column {error.BytePositionInLine + 1}",
                $"it is not JSON, {JsonProblem.Of(error)}"
            );
        }
        catch (JsonException error)
        {
            return new IndexError(file, Option<string>.None, $"it is not JSON, {JsonProblem.Of(error)}");
        }
        catch (InvalidOperationException)
        {
            return new IndexError(file, Option<string>.None, "a name in it is not valid Unicode");
        }
        catch (FaultyIndexException error)
        {
            return new IndexError(file, error.Place.Length == 0 ? Option<string>.None : error.Place, error.Message);
        }
    }

    private static IEnumerable<IndexEntry> Entries(string agent, JsonElement cases) =>
        Members(cases, () => Faulty($"agent '{agent}'", "an agent is an object of cases"))
            .Select(found => Entry(agent, found.Name, found.Value));

    private static IndexEntry Entry(string agent, string id, JsonElement value)
    {
        var place = $"agent '{agent}', case '{id}'";
        if (id.Length == 0)
            throw Faulty(place, "a case has an id");
        if (value.ValueKind != JsonValueKind.Object)
            throw Faulty(place, "a case is an object");
        return new IndexEntry(
            agent,
            new CaseId(id),
            Verdict("behavior"),
            Verdict("behaviorClose"),
            Duration(),
            Option("remoteCloseCode", Code),
            FileIn("reportfile")
        )
        {
            Result = Option("result", Text),
            IncomingRatio = Option("incomingCompressionRatio", Ratio),
            OutgoingRatio = Option("outgoingCompressionRatio", Ratio),
            Started = Option("started", Time),
        };

        Exception Wrong(string key, string problem) => Faulty($"{place}, key '{key}'", problem);

        JsonElement Required(string key) => value.TryGetProperty(key, out var found) ? found : throw Wrong(key, "it is missing");

        Option<T> Option<T>(string key, Func<string, JsonElement, T> read) =>
            value.TryGetProperty(key, out var found) && found.ValueKind != JsonValueKind.Null
                ? read(key, found)
                : LanguageExt.Option<T>.None;

        Verdict Verdict(string key)
        {
            var text = Text(key, Required(key));
            return VerdictText.Parse(text).IfNone(() => throw Wrong(key, $"'{text}' is not a verdict"));
        }

        // If the connection of a case never opened, the Autobahn Testsuite writes the number of milliseconds since 1970 as the duration.
        // This number is out of range for a duration and is read as 0.
        int Duration() => Number("duration", Required("duration")) is var number and >= 0 and <= int.MaxValue ? (int)Math.Round(number) : 0;

        int Code(string key, JsonElement found) =>
            Number(key, found) is var number && number == Math.Floor(number) && number is >= 0 and <= ushort.MaxValue
                ? (int)number
                : throw Wrong(key, $"{found.GetRawText()} is not a close code");

        double Ratio(string key, JsonElement found) => Number(key, found);

        double Number(string key, JsonElement found) =>
            found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out var number) && double.IsFinite(number)
                ? number
                : throw Wrong(key, "a number is expected");

        DateTimeOffset Time(string key, JsonElement found) =>
            DateTimeOffset.TryParse(Text(key, found), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw Wrong(key, "a time is expected");

        string Text(string key, JsonElement found)
        {
            try
            {
                return found.ValueKind == JsonValueKind.String ? found.GetString()! : throw Wrong(key, "a text is expected");
            }
            catch (InvalidOperationException)
            {
                throw Wrong(key, "it is not valid Unicode");
            }
        }

        // The report file is copied when indexes are merged, and the pages link to this file. For safety, only a file in the index's
        // own folder is accepted.
        string FileIn(string key) =>
            Text(key, Required(key)) is var name
            && name.Length > 0
            && name is not "." and not ".."
            && name.AsSpan().IndexOfAny('/', '\\', '\0') < 0
                ? name
                : throw Wrong(key, "the name of a file beside the index is expected");
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element, Func<Exception> otherwise)
    {
        if (element.ValueKind != JsonValueKind.Object) throw otherwise();
        return element.EnumerateObject().Select(member => (member.Name, member.Value));
    }

    private static FaultyIndexException Faulty(string place, string problem) => new(place, problem);

    private sealed class FaultyIndexException(string place, string problem) : Exception(problem)
    {
        public string Place { get; } = place;
    }
}
