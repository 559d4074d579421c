using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>Generates the tables and charts of docs/performance.md from the results of the last runs of the other commands.</summary>
internal static class ChartsCommand
{
    public static Command Command { get; } = new("charts", "", arguments => arguments is [] ? Run() : null);

    private static int Run()
    {
        if (!Directory.Exists(PerformancePage.Docs))
        {
            Console.Error.WriteLine($"There is no folder {PerformancePage.Docs} here: run it from the root of the repository.");
            return 2;
        }

        var found = Put(EchoCommand.Command.Name, Section.Of<EchoSection.Rows>(EchoCommand.Command.Name, EchoSection.Of));
        found |= Put(ScaleCommand.Command.Name, Section.Of<ScaleRows>(ScaleCommand.Command.Name, ScaleSection.Of));
        found |= Put(IdleCommand.Command.Name, Section.Of<IdleSection.Rows>(IdleCommand.Command.Name, IdleSection.Of));
        found |= Put(HandshakeCommand.Command.Name, Section.Of<HandshakeSection.Rows>(HandshakeCommand.Command.Name, HandshakeSection.Of));
        found |= Put(CodecCommand.Command.Name, Section.Of<object>(CodecCommand.Command.Name, rows => CodecSection.Of((JsonElement)rows)));
        found |= Put(
            DeflateCommand.Command.Name,
            Section.Of<object>(DeflateCommand.Command.Name, rows => DeflateSection.Of((JsonElement)rows))
        );
        found |= Put(SuiteCommand.Command.Name, Section.Of<SuiteSection.Rows>(SuiteCommand.Command.Name, SuiteSection.Of));
        found |= Put(
            PurityCommand.Command.Name,
            Section.Of<List<PurityRow>>(PurityCommand.Command.Name, rows => new Section(PurityTable.Of(rows))),
            page: "purity"
        );
        return found ? 0 : 1;
    }

    /// <summary>Returns whether there were results.</summary>
    private static bool Put(string command, Section? section, string page = PerformancePage.Pictures)
    {
        Console.WriteLine(
            section is null
                ? $"{command}: nothing in {ComparisonConfig.Artifacts}"
                : $"{command}: {string.Join(", ", section.Pictures.Select(picture => picture.Name).Prepend("tables"))}"
        );
        if (section is null)
            return false;
        PerformancePage.Put(page, command, section);
        return true;
    }
}
