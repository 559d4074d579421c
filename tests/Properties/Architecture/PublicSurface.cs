using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>The public API that PublicAPI.Unshipped.txt lists, as a .NET developer who does not know this project meets it.</summary>
public sealed partial class PublicSurface
{
    /// <summary>Core's records use the types of LanguageExt. The packages around it show them only as the Either of two outcomes.</summary>
    [Theory]
    [InlineData("Host")]
    [InlineData("AspNetCore")]
    [InlineData("FsCheck")]
    public void What_may_be_absent_is_nullable_and_a_list_is_one_of_the_BCL(string project) =>
        Places.AssertNone(Found(project, line => OptionOrSeq().IsMatch(line)), "Use null, or IReadOnlyList or IEnumerable.");

    [Theory]
    [InlineData("Core")]
    [InlineData("Host")]
    [InlineData("AspNetCore")]
    [InlineData("FsCheck")]
    public void A_list_is_no_array_that_a_caller_could_change(string project) =>
        Places.AssertNone(
            Found(project, line => ArrayOfOthers().IsMatch(line) && !line.Contains("(params ", StringComparison.Ordinal)),
            "Use IReadOnlyList or IEnumerable.");

    [Theory]
    [InlineData("Host")]
    [InlineData("AspNetCore")]
    [InlineData("FsCheck")]
    [InlineData("Conformance")]
    public void A_token_is_the_last_parameter_and_optional_and_has_its_usual_name(string project) =>
        Places.AssertNone(
            Found(
                project,
                line => TokenParameter().IsMatch(line)
                    && !line.StartsWith("override ", StringComparison.Ordinal)
                    && !line.Contains(
                        "System.Threading.CancellationToken cancellationToken = default(System.Threading.CancellationToken))",
                        StringComparison.Ordinal)),
            "Write CancellationToken cancellationToken = default as the last parameter.");

    private static IEnumerable<string> Found(string project, Func<string, bool> isWrong)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Folder, "src", project, "PublicAPI.Unshipped.txt"));
        Assert.NotEmpty(lines);
        return lines.Where(isWrong);
    }

    [GeneratedRegex(@"LanguageExt\.(Option|Seq|Lst|Arr|Map)<", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OptionOrSeq();

    // Bytes are copies, and the arrays of other types would be lists.
    [GeneratedRegex(@"(?<!byte)!?\[\]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ArrayOfOthers();

    [GeneratedRegex(@"System\.Threading\.CancellationToken \w+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TokenParameter();
}
