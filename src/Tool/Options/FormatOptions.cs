using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The options that name files for other programs to read.</summary>
internal sealed class FormatOptions
{
    private readonly System.CommandLine.Option<string?> junit = new("--junit")
    {
        Description = "A file to write JUnit's XML to, as CI systems read it; - is standard output.",
    };
    private readonly System.CommandLine.Option<string?> markdown = new("--markdown")
    {
        Description = "A file to write a Markdown page to, as a CI job shows it; - is standard output.",
    };
    private readonly System.CommandLine.Option<string?> tap = new("--tap")
    {
        Description = "A file to write TAP 14 to; - is standard output.",
    };
    private readonly System.CommandLine.Option<string?> badge = new("--badge")
    {
        Description = "A file to draw a badge to, as SVG; - is standard output.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(junit);
        command.Options.Add(markdown);
        command.Options.Add(tap);
        command.Options.Add(badge);
    }

    public Formats Read(ParseResult parsed) => new(Seq.create<FormatFile>(
    [
        .. File(parsed, junit, results => JunitReport.Write(results.Entries, results.Cases)),
        .. File(parsed, markdown, results => MarkdownReport.Write(results.Entries, results.Cases)),
        .. File(parsed, tap, results => TapReport.Write(results.Entries, results.Cases)),
        .. File(parsed, badge, results => Badge.Write(results.Entries, results.Agent)),
    ]));

    private static IEnumerable<FormatFile> File(
        ParseResult parsed,
        System.CommandLine.Option<string?> option,
        Func<Results, string> write
    ) =>
        parsed.GetValue(option) switch
        {
            null => [],
            "" => throw new WrongUseException($"{option.Name} names no file."),
            var path => [new FormatFile(option.Name, path, write)],
        };
}
