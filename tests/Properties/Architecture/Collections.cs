using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The public members take collections as ordinary .NET types. With LanguageExt 4.4.9, <c>Seq&lt;Header&gt; headers = [header]</c> compiles
/// and is empty, so a parameter of that type would lose what the application passes. Results may be a Seq.
/// </summary>
public sealed partial class Collections
{
    private const string Transitions = "Pure.WebSockets.Transition.";

    [Fact]
    public void No_public_member_takes_a_Seq()
    {
        var files = Repository.Files(Path.Combine(Repository.Folder, "src"), "PublicAPI.*.txt").ToArray();
        Assert.True(files.Length >= 8, $"{files.Length} files were found");
        var taking = files.SelectMany(file => Taking(File.ReadAllLines(file)));
        // Only the core creates transitions.
        Assert.All(taking, member => Assert.StartsWith(Transitions, member, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("static P.Protocol.Run(P.Input! input, System.Func<P.Effect!, LanguageExt.Seq<P.Input!>>! answer) -> P.Transition!")]
    [InlineData("P.Head.Head(string! Target, LanguageExt.Seq<P.Header!> Headers) -> void")]
    [InlineData("P.Head.Headers.get -> LanguageExt.Seq<P.Header!>", "P.Head.Headers.init -> void")]
    public void A_Seq_that_is_taken_is_found(params string[] api) => Assert.Single(Taking(api));

    [Theory]
    [InlineData("P.Head.Deconstruct(out string! Target, out LanguageExt.Seq<P.Header!> Headers) -> void")]
    [InlineData("static P.Head.Parse(System.Collections.Generic.IEnumerable<byte>! bytes) -> LanguageExt.Seq<P.Header!>")]
    [InlineData("P.Head.Headers.get -> LanguageExt.Seq<P.Header!>", "P.Head.Target.init -> void")]
    public void A_Seq_that_is_returned_is_not(params string[] api) => Assert.Empty(Taking(api));

    private static IEnumerable<string> Taking(string[] api) =>
        api.Where(line => Parameter().IsMatch(line) || (Property().Match(line) is { Success: true } property && IsSet(api, property)));

    private static bool IsSet(string[] api, Match property) =>
        new[] { "init", "set" }.Any(accessor => api.Contains($"{property.Groups["name"].Value}.{accessor} -> void"));

    [GeneratedRegex(@"\(.*(?<!\bout )LanguageExt\.Seq<.*\) -> ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^(?<name>[^( ]+)\.get -> LanguageExt\.Seq<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Property();
}
