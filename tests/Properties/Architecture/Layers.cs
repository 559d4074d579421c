using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>
/// A folder is a layer: it names types of itself and of the folders that ARCHITECTURE.md lists for it, and of no others. The tables there
/// are what this test reads.
/// </summary>
public sealed partial class Layers
{
    private const int MaxFiles = 26;
    private const int MaxLines = 480;

    public static TheoryData<string> Assemblies => [.. Tables.Keys];

    private static Dictionary<string, Dictionary<string, string[]>> Tables { get; } = Read();

    [Fact]
    public void Every_assembly_has_a_table()
    {
        var projects = Directory
            .EnumerateDirectories(Path.Combine(Repository.Folder, "src"))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => $"src/{Path.GetFileName(folder)}");
        Assert.Equal(projects.Order(StringComparer.Ordinal), Tables.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_folder_is_in_the_table(string assembly)
    {
        var folders = Sources(assembly).Select(source => source.Folder).Distinct().ToArray();
        Places.AssertNone(
            folders
                .Except(Tables[assembly].Keys)
                .Select(folder => $"{folder} has no row")
                .Concat(Tables[assembly].Keys.Except(folders).Select(row => $"{row} has a row and no file")),
            $"The table of {assembly} in ARCHITECTURE.md has one row for each folder."
        );
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_folder_names_only_what_the_table_allows(string assembly)
    {
        var allowed = Tables[assembly];
        var sources = Sources(assembly);
        var declared = sources
            .SelectMany(source => Declaration().Matches(source.Code).Select(match => (Name: match.Groups["name"].Value, source.Folder)))
            .ToLookup(type => type.Name, type => type.Folder, StringComparer.Ordinal);
        Assert.True(declared.Count > 5, "the sources were not found, or are not read");
        Places.AssertNone(
            from source in sources
            from word in Word().Matches(source.Code).Select(match => match.Value).Distinct(StringComparer.Ordinal)
            let folders = declared[word].ToArray()
            where folders.Length > 0 && !folders.Any(folder => folder == source.Folder || allowed[source.Folder].Contains(folder))
            select $"{source.Path} names {word} of {string.Join(" and ", folders)}",
            $"Move the type, or change the table of {assembly} in ARCHITECTURE.md."
        );
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void There_is_no_circle(string assembly)
    {
        var left = new Dictionary<string, string[]>(Tables[assembly], StringComparer.Ordinal);
        while (left.FirstOrDefault(row => !row.Value.Any(left.ContainsKey)) is { Key: { } lowest }) left.Remove(lowest);
        Places.AssertNone(
            left.Select(row => $"{row.Key} → {string.Join(", ", row.Value.Where(left.ContainsKey))}"),
            $"The table of {assembly} in ARCHITECTURE.md has a circle."
        );
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_folder_is_small_and_a_file_is_short(string assembly)
    {
        var sources = Sources(assembly);
        Places.AssertNone(
            from folder in sources.GroupBy(source => source.Folder)
            where folder.Count() > MaxFiles
            select $"{folder.Key} has {folder.Count()} files",
            $"A folder has at most {MaxFiles} files."
        );
        Places.AssertNone(
            from source in sources
            let lines = source.Code.Count(letter => letter == '\n')
            where lines > MaxLines
            select $"{source.Path} has {lines} lines",
            $"A file has at most {MaxLines} lines."
        );
    }

    private static (string Path, string Folder, string Code)[] Sources(string assembly)
    {
        var root = Path.Combine(Repository.Folder, assembly);
        return
        [
            .. from path in Repository.Files(root, "*.cs")
            let folder = Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace(Path.DirectorySeparatorChar, '/')
            select (Path.GetRelativePath(Repository.Folder, path), folder, Repository.Code(path)),
        ];
    }

    /// <summary>The tables of ARCHITECTURE.md: by assembly, by folder, the folders that it may name.</summary>
    private static Dictionary<string, Dictionary<string, string[]>> Read()
    {
        var tables = new Dictionary<string, Dictionary<string, string[]>>(StringComparer.Ordinal);
        Dictionary<string, string[]>? table = null;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Folder, "ARCHITECTURE.md")))
        {
            if (line.StartsWith('#'))
                table = Heading().Match(line) is { Success: true } heading ? tables[heading.Groups["name"].Value] = [] : null;
            if (table is null || Row().Match(line) is not { Success: true } row)
                continue;
            table[row.Groups["folder"].Value] =
                row.Groups["may"].Value.Trim() == "all" ? ["*"] : [.. row.Groups["name"].Captures.Select(capture => capture.Value)];
        }

        foreach (var rows in tables.Values)
        {
            var listed = rows.Where(row => row.Value is not ["*"]).Select(row => row.Key).ToArray();
            foreach (var folder in rows.Keys.Except(listed).ToArray()) rows[folder] = listed;
        }

        return tables;
    }

    [GeneratedRegex(@"^#+ .*`(?<name>src/\w+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `(?<folder>[^`]+)` \|[^|]*\|(?<may>( ?`(?<name>[^`]+)`,?)*[^|`]*)\|$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();

    // Top-level declarations only: nested cases of a union have names that other layers may use for other things.
    [GeneratedRegex(
        @"^(public|internal)\s[\w\s]*?(class|struct|record|enum|interface)\s+(struct\s+)?(?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Declaration();

    // A word where a type may stand: not after a point, and not where a member gets its name.
    [GeneratedRegex(@"(?<![.\w])\w+(?=\s+\w|[<>\[\].?,()])", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Word();
}
