using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>A value in a JSON file, with its line and column.</summary>
internal abstract record SpecValue
{
    /// <summary>
    /// The maximum number of values in a file. The file with all cases of the catalogue has about 25,000. Each value takes more memory than
    /// its text.
    /// </summary>
    public const int MostValues = 1_000_000;

    private SpecValue(int line, int column) => (Line, Column) = (line, column);

    public int Line { get; }

    public int Column { get; }

    private protected abstract string Kind { get; }

    /// <summary>Returns a description of the value for error messages.</summary>
    public sealed override string ToString() => Kind;

    /// <summary>Parses a JSON file. Returns its root value, or the first error if the file is not valid JSON.</summary>
    public static Either<SpecProblem, SpecValue> Parse(ReadOnlySpan<byte> file)
    {
        var json = file.StartsWith("\uFEFF"u8) ? file[3..] : file;
        var lines = new LineStarts(json);
        var reader = new Utf8JsonReader(json);
        var left = MostValues;
        try
        {
            reader.Read();
            var value = Read(ref reader, lines, ref left);
            reader.Read();
            return value;
        }
        catch (JsonException error)
        {
            return new SpecProblem(
                (int)(error.LineNumber ?? 0) + 1,
                (int)(error.BytePositionInLine ?? 0) + 1,
                $"not JSON: {JsonProblem.Of(error)}"
            );
        }
        catch (TooManyValuesException error)
        {
            return new SpecProblem(error.Line, error.Column, $"the file has more than {MostValues} values, the maximum; divide it");
        }
        catch (InvalidOperationException)
        {
            // The reader throws this exception for a string that contains half of a surrogate pair, or bytes that are not valid UTF-8.
            var (line, column) = lines.PlaceOf(reader.TokenStartIndex);
            return new SpecProblem(line, column, "not JSON: the text is not valid Unicode");
        }
    }

    private static SpecValue Read(ref Utf8JsonReader reader, LineStarts lines, ref int left)
    {
        var (line, column) = lines.PlaceOf(reader.TokenStartIndex);
        if (--left < 0) throw new TooManyValuesException(line, column);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<Member>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (keyLine, keyColumn) = lines.PlaceOf(reader.TokenStartIndex);
                    var key = reader.GetString()!;
                    reader.Read();
                    members.Add(new Member(key, keyLine, keyColumn, Read(ref reader, lines, ref left)));
                }

                return new Object(line, column, members);
            case JsonTokenType.StartArray:
                var items = new List<SpecValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader, lines, ref left));
                return new Array(line, column, items);
            case JsonTokenType.String:
                return new Text(line, column, reader.GetString()!);
            case JsonTokenType.Number:
                return new Number(line, column, reader.GetDouble());
            case JsonTokenType.Null:
                return new Null(line, column);
            default:
                return new Flag(line, column, reader.TokenType == JsonTokenType.True);
        }
    }

    public sealed record Member(string Key, int Line, int Column, SpecValue Value);

    public sealed record Object(int Line, int Column, List<Member> Members) : SpecValue(Line, Column)
    {
        private protected override string Kind => "an object";
    }

    public sealed record Array(int Line, int Column, List<SpecValue> Items) : SpecValue(Line, Column)
    {
        private protected override string Kind => "a list";
    }

    public sealed record Text(int Line, int Column, string Value) : SpecValue(Line, Column)
    {
        private protected override string Kind => $"the text \"{Value}\"";
    }

    public sealed record Number(int Line, int Column, double Value) : SpecValue(Line, Column)
    {
        private protected override string Kind => FormattableString.Invariant($"the number {Value}");
    }

    public sealed record Flag(int Line, int Column, bool Value) : SpecValue(Line, Column)
    {
        private protected override string Kind => Value ? "true" : "false";
    }

    public sealed record Null(int Line, int Column) : SpecValue(Line, Column)
    {
        private protected override string Kind => "null";
    }

    private sealed class TooManyValuesException(int line, int column) : Exception
    {
        public int Line { get; } = line;

        public int Column { get; } = column;
    }

    /// <summary>The offsets of the first byte of each line in a file.</summary>
    private sealed class LineStarts
    {
        private readonly List<int> starts = [0];

        public LineStarts(ReadOnlySpan<byte> file)
        {
            for (var at = 0; at < file.Length; at++)
            {
                if (file[at] == '\n') starts.Add(at + 1);
            }
        }

        public (int Line, int Column) PlaceOf(long index)
        {
            var found = starts.BinarySearch((int)index);
            var line = found >= 0 ? found : ~found - 1;
            return (line + 1, (int)index - starts[line] + 1);
        }
    }
}
