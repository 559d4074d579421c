using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>Makes the tables and charts of docs/performance.md of what the other commands measured when they last ran.</summary>
internal static class ChartsCommand
{
    public static Command Command { get; } = new("charts", "", arguments => arguments is [] ? Run() : null);

    private static int Run()
    {
        Put(EchoCommand.Command.Name, Section.Of<EchoSection.Rows>(EchoCommand.Command.Name, EchoSection.Of));
        Put(ScaleCommand.Command.Name, Section.Of<ScaleRows>(ScaleCommand.Command.Name, ScaleSection.Of));
        Put(IdleCommand.Command.Name, Section.Of<IdleSection.Rows>(IdleCommand.Command.Name, IdleSection.Of));
        Put(CodecCommand.Command.Name, Section.Of<object>(CodecCommand.Command.Name, rows => CodecSection.Of((JsonElement)rows)));
        Put(DeflateCommand.Command.Name, Section.Of<object>(DeflateCommand.Command.Name, rows => DeflateSection.Of((JsonElement)rows)));
        Put(SuiteCommand.Command.Name, Section.Of<SuiteSection.Rows>(SuiteCommand.Command.Name, SuiteSection.Of));
        Put(PurityCommand.Command.Name, Section.Of<List<PurityRow>>(PurityCommand.Command.Name, rows => new Section(PurityTable.Of(rows))), page: "purity");
        return 0;
    }

    private static void Put(string command, Section? section, string page = PerformancePage.Pictures)
    {
        Console.WriteLine(section is null ? $"{command}: nothing in {ComparisonConfig.Artifacts}" : $"{command}: {string.Join(", ", section.Pictures.Select(picture => picture.Name).Prepend("tables"))}");
        if (section is not null) PerformancePage.Put(page, command, section);
    }
}
