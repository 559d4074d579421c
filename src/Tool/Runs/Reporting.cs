using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>What can be done with reports that are there.</summary>
internal static class Reporting
{
    /// <summary>Tells what changed from one index to another.</summary>
    public static int Diff(string before, string after, Option<string> markdown)
    {
        var changes = IndexComparison.Of(Stored.Read("report diff", before), Stored.Read("report diff", after));
        var formats = new Formats(
            Seq.create<FormatFile>([.. markdown.Map(path => new FormatFile("--markdown", path, _ => ChangesMarkdown.Write(changes)))])
        );
        formats.Prepare();
        var code = Changes.Show(changes);
        return formats.Tell(new Results(Seq<IndexEntry>.Empty, Seq<Case>.Empty, Option<string>.None)) ? code : WrongUse.ExitCode;
    }

    /// <summary>Makes one folder of several, and writes formats of what is in it.</summary>
    public static int Merge(
        Seq<string> folders,
        string target,
        Preferred preferred,
        Formats formats,
        Option<string> agent,
        Option<Baseline> baseline
    )
    {
        var filed = IndexMerge
            .Of(Seq.create<FiledEntry>([.. folders.SelectMany(Filed)]), preferred)
            .IfLeft(conflict => throw new WrongUseException($"{conflict} Say whom to believe with --prefer first or --prefer last."));
        agent
            .Filter(name => !filed.Exists(one => one.Entry.Agent == name))
            .IfSome(name => throw new WrongUseException($"--agent '{name}' is none of those in the reports."));
        using var folder = Recording.Open(target);
        formats.Prepare();
        try
        {
            // What is in the folder already comes first: none of it is replaced by another agent's.
            var here = Path.GetFullPath(target);
            var missing = Seq.create<FiledEntry>([.. filed.OrderBy(one => Path.GetFullPath(one.Folder) != here)])
                .Filter(one => !folder.Take(one.Folder, one.Entry))
                .Strict();
            foreach (var run in folders.Bind(Runs))
                folder.Take(run);
            folder.WriteIndex();
            missing
                .HeadOrNone()
                .IfSome(first =>
                    Console.Error.WriteLine(
                        PrintableText.OneLine(
                            $"purews: {missing.Count} files that an index names are not there, as '{first.Entry.ReportFile}' in "
                                + $"'{first.Folder}'; the index has all cases."
                        )
                    )
                );
        }
        catch (ReportFolderException error)
        {
            throw new WrongUseException($"the reports cannot be written: {error.Message}");
        }

        var isTold = formats.Tell(new Results(folder.Entries, Catalogue.All, agent));
        Tell(folder);
        var code = baseline.Match(Some: expected => Judge(expected, folder.Entries), None: () => 0);
        return isTold ? code : WrongUse.ExitCode;
    }

    /// <summary>The exit code of what became of the results that are expected. What is expected and not there is gone.</summary>
    private static int Judge(Baseline expected, Seq<IndexEntry> entries) =>
        Changes.Show(
            Seq.create<Change>([
                .. entries
                    .GroupBy(entry => entry.Agent)
                    .SelectMany(agent => IndexComparison.Of(expected.Of(agent.Key), Seq.create<IndexEntry>([.. agent]))),
            ])
        );

    private static Seq<AgentRun> Runs(string folder) =>
        RunDetails
            .Read(Seq<IndexEntry>.Empty, folder)
            .Match(Right: read => read.Runs, Left: error => throw new WrongUseException($"report merge {error}"));

    private static IEnumerable<FiledEntry> Filed(string folder) =>
        Directory.Exists(folder)
            ? Stored.Read("report merge", folder).Map(entry => new FiledEntry(folder, entry))
            : throw new WrongUseException($"report merge '{folder}' is not a folder that is there.");

    private static void Tell(ReportFolder folder)
    {
        foreach (var agent in folder.Entries.GroupBy(entry => entry.Agent))
        {
            Console.WriteLine(PrintableText.OneLine(agent.Key));
            Summary.ShowTable(Seq.create<IndexEntry>([.. agent]));
        }

        Console.WriteLine(
            $"{folder.Entries.Count} cases, {folder.Entries.Count(entry => entry.IsFailure)} failed. The report: "
                + $"{Path.Combine(folder.Path, "index.html")}"
        );
    }
}
