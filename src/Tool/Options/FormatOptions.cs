using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The options that write additional reports. The formats are JUnit XML, Markdown, TAP, a badge, and annotations for GitHub Actions.
/// </summary>
internal sealed class FormatOptions
{
    private readonly System.CommandLine.Option<string?> junit = new("--junit")
    {
        HelpName = "FILE",
        Description = "Write a JUnit XML file for CI systems. The file name - means standard output.",
        CustomParser = ValueParser.OutputFile,
    };
    private readonly System.CommandLine.Option<string?> markdown = new("--markdown")
    {
        HelpName = "FILE",
        Description = "Write a Markdown page for CI systems. The file name - means standard output.",
        CustomParser = ValueParser.OutputFile,
    };
    private readonly System.CommandLine.Option<string?> tap = new("--tap")
    {
        HelpName = "FILE",
        Description = "Write a TAP 14 file. The file name - means standard output.",
        CustomParser = ValueParser.OutputFile,
    };
    private readonly System.CommandLine.Option<string?> badge = new("--badge")
    {
        HelpName = "FILE",
        Description = "Write a badge as an SVG file. The file name - means standard output.",
        CustomParser = ValueParser.OutputFile,
    };

    private readonly System.CommandLine.Option<string?> annotations = new("--annotations")
    {
        HelpName = "FILE",
        Description = "Write the failures as annotations of GitHub Actions (workflow commands). The file name - means standard output.",
        CustomParser = ValueParser.OutputFile,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(junit);
        command.Options.Add(markdown);
        command.Options.Add(tap);
        command.Options.Add(badge);
        command.Options.Add(annotations);
    }

    public FormatFiles Read(ParseResult parsed) => new(Seq.create<FormatFile>(
    [
        .. File(parsed, junit, results => JunitReport.Write(results.Entries, results.Cases, results.Scope)),
        .. File(parsed, markdown, results => MarkdownReport.Write(results.Entries, results.Cases, results.Scope, results.Changes)),
        .. File(parsed, tap, results => TapReport.Write(results.Entries, results.Cases, results.Scope)),
        .. File(parsed, badge, results => Badge.Write(results.Entries, results.Agent, results.Scope)),
        .. File(parsed, annotations, results => AnnotationReport.Write(results.Entries, results.Cases, results.Changes)),
    ]));

    private static IEnumerable<FormatFile> File(
        ParseResult parsed,
        System.CommandLine.Option<string?> option,
        Func<FormatInput, string> write
    ) =>
        parsed.GetValue(option) is { } path ? [new FormatFile(option.Name, path, write)] : [];
}
