using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Parses the values of options and arguments. The error message for an invalid value contains the option, the value and the allowed
/// values. All invalid values are reported together, before the command runs.
/// </summary>
internal static class ValueParser
{
    // A longer time, in seconds, is probably a mistake, and could become too large for a timer.
    private const int LongestTime = 1_000_000;

    /// <summary>Parses a whole number between two limits, both inclusive.</summary>
    public static T WholeNumber<T>(ArgumentResult given, T least, T most)
        where T : struct, IBinaryInteger<T> =>
        One(given, text =>
            T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
                ? number
                : throw Wrong(given, text, $"a whole number{Range(least, most)}"));

    /// <summary>Parses a number between two limits, both inclusive.</summary>
    public static double Number(ArgumentResult given, double least, double most) =>
        One(given, text =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
                ? number
                : throw Wrong(given, text, $"a number{Range(least, most)}"));

    /// <summary>Parses a duration of at most 1,000,000 seconds, such as 30s, 500ms, 2m or 1h.</summary>
    /// <param name="given">The values from the command line.</param>
    /// <param name="isPositive">Whether the duration must be greater than zero.</param>
    public static TimeSpan Time(ArgumentResult given, bool isPositive = false) =>
        One(given, text =>
            TimeOf(text) is { } time && (time > TimeSpan.Zero || !isPositive)
                ? time
                : throw Wrong(
                    given,
                    text,
                    $"a time such as 30s, 500ms, 2m or 1h{(isPositive ? ", longer than zero" : "")}, of at most {LongestTime}s"
                ));

    /// <summary>Parses the name of one of several values. The comparison ignores the case of letters.</summary>
    public static T? Choice<T>(ArgumentResult given, params (string Name, T Value)[] choices) =>
        One(given, text =>
        {
            foreach (var (name, value) in choices)
                if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) return value;
            string[] names = [.. choices.Select(choice => choice.Name)];
            var none = names is [var first, var second] ? $"neither {first} nor {second}" : $"not one of {string.Join(", ", names)}";
            throw new UsageException($"{Named(given, text)} is {none}{Suggestion(text, names)}");
        });

    /// <summary>
    /// Parses the path of a file to write. Checks that the path is not a folder and that its nearest existing parent is a folder. A hyphen
    /// means standard output.
    /// </summary>
    public static string? OutputFile(ArgumentResult given) => One(given, path =>
        path.Length == 0 ? throw new UsageException($"{NameOf(given)} needs a file name.")
        : Directory.Exists(path) ? throw new UsageException($"{NameOf(given)} cannot be written to '{path}': it is a folder, not a file.")
        : Placed(given, path));

    /// <summary>
    /// Parses the path of a folder to write to. Checks that the path is not a file and that its nearest existing parent is a folder.
    /// </summary>
    public static string? OutputFolder(ArgumentResult given) => One(given, path =>
        File.Exists(path) ? throw new UsageException($"{NameOf(given)} cannot be written to '{path}': it is a file, not a folder.")
        : Placed(given, path));

    /// <summary>Reads the file at the path on the command line, and parses its content.</summary>
    /// <param name="given">The path on the command line.</param>
    /// <param name="kind">The kind of the file, which has a maximum size.</param>
    /// <param name="read">
    /// A function that creates the value from the path and the content of the file. The function throws a <see cref="UsageException"/> if
    /// the content is not valid.
    /// </param>
    public static T? InputFile<T>(ArgumentResult given, InputFile kind, Func<string, byte[], T> read) =>
        One(given, path => read(path, InputFiles.Read(kind, NameOf(given), path)));

    /// <summary>Parses a single value. If several values are given, returns the last one.</summary>
    /// <param name="given">The value from the command line.</param>
    /// <param name="parse">
    /// A function that parses the text of the value. The function throws a <see cref="UsageException"/> if the text is not valid.
    /// </param>
    public static T? One<T>(ArgumentResult given, Func<string, T> parse) => Each(given, parse) is [.., var last] ? last : default;

    /// <summary>Parses several values. Reports an error for each value that is not valid.</summary>
    /// <param name="given">The values from the command line.</param>
    /// <param name="parse">
    /// A function that parses the text of a value. The function throws a <see cref="UsageException"/> if the text is not valid.
    /// </param>
    public static T[] Each<T>(ArgumentResult given, Func<string, T> parse)
    {
        var values = new List<T>();
        foreach (var token in given.Tokens)
        {
            try
            {
                values.Add(parse(token.Value));
            }
            catch (UsageException error)
            {
                given.AddError(error.Message);
            }
        }

        return [.. values];
    }

    /// <summary>
    /// Returns the name of the option and the value in quotation marks, for an error message. For an argument, returns only the value.
    /// </summary>
    public static string Named(ArgumentResult given, string text) =>
        PrintableText.OneLine(given.Parent is OptionResult ? $"{NameOf(given)} '{SecretText.Url(text)}'" : $"'{SecretText.Url(text)}'");

    private static string NameOf(ArgumentResult given) =>
        given.Parent is OptionResult option ? option.IdentifierToken?.Value ?? option.Option.Name : given.Argument.Name;

    /// <summary>
    /// Returns the duration that a text such as 30s, 500ms, 2m or 1h represents, or null if the text is not a valid duration. A number
    /// without a unit is in seconds.
    /// </summary>
    private static TimeSpan? TimeOf(string text)
    {
        var (digits, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], TimeSpan.FromMilliseconds(1))
            : text.EndsWith('s') ? (text[..^1], TimeSpan.FromSeconds(1))
            : text.EndsWith('m') ? (text[..^1], TimeSpan.FromMinutes(1))
            : text.EndsWith('h') ? (text[..^1], TimeSpan.FromHours(1))
            : (text, TimeSpan.FromSeconds(1));
        return
            double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= 0
            && number * unit.TotalSeconds <= LongestTime
            ? number * unit
            : null;
    }

    /// <summary>
    /// Returns text for the end of the error message about an unknown name. The text is a suggestion if a similar name exists. Otherwise,
    /// the text is a full stop.
    /// </summary>
    private static string Suggestion(string text, string[] names) =>
        NearestName.To(text, names).Match(Some: name => $"; did you mean '{name}'?", None: () => ".");

    private static UsageException Wrong(ArgumentResult given, string text, string allowed) =>
        new($"{Named(given, text)} is not {allowed}.");

    private static string Range<T>(T least, T most) => string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}");

    private static string Placed(ArgumentResult given, string path) =>
        FileProblem.OfPlace(path).Match(
            Some: problem => throw new UsageException($"{NameOf(given)} cannot be written to '{path}': {problem}."),
            None: () => path
        );
}
