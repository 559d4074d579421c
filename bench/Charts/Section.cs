using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>The results of one command, for the page.</summary>
/// <param name="Tables">The text between its markers.</param>
/// <param name="Pictures">Its charts.</param>
internal sealed record Section(string Tables, params IReadOnlyList<Picture> Pictures)
{
    /// <summary>The section of a command; null if the command has not run.</summary>
    public static Section? Of<TRows>(string command, Func<TRows, Section> render)
        where TRows : class
    {
        if (ComparisonJson.Read<TRows>(command) is not { } measured) return null;
        var section = render(measured.Rows);
        return section with
        {
            Tables =
                $"{About(measured.Machine, measured.Date, measured.Quick)}\n\n"
                    + string.Concat(section.Pictures.Select(picture => $"![{picture.About}]({PerformancePage.Pictures}/{picture.Name}"
                    + $".svg)\n\n"))
                    + section.Tables,
        };
    }

    private static string About(Machine machine, DateTime date, bool quick) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"*{date:yyyy-MM-dd}, {machine.Cores} cores of {machine.Processor}, {machine.System}, "
                + $"{machine.Runtime}{(quick ? "; a quick run, with --quick" : "")}.*"
        );
}

/// <summary>A chart.</summary>
/// <param name="Name">The name of its file, without folder and extension.</param>
/// <param name="About">The alternative text.</param>
/// <param name="Svg">The picture.</param>
internal sealed record Picture(string Name, string About, string Svg);
