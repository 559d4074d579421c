using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>`purews cases` prints the rules of the cases.</summary>
public sealed class RulesOfCasesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_case_is_followed_by_its_rules()
    {
        var (code, output, _) = await ToolProcess.RunAsync(Stop, "cases", "--rules", "M.1.2");
        Assert.Equal(0, code);
        Assert.EndsWith(
            string.Concat(RfcRules.Of(new CaseId("M.1.2")).Select(rule => $"           {rule.Name}: {RuleText.Sentence(rule)}\n")),
            output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "RFC 6455 §5.1#2: A server MUST close the connection when it receives a frame that is not masked.\n",
            output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_JSON_names_the_rules_of_each_case()
    {
        var (code, output, _) = await ToolProcess.RunAsync(Stop, "cases", "--json", "M.1.2");
        Assert.Equal(0, code);
        using var read = JsonDocument.Parse(output);
        Assert.Equal(
            RfcRules.Of(new CaseId("M.1.2")).Select(rule => rule.Name),
            read.RootElement[0].GetProperty("rules").EnumerateArray().Select(name => name.GetString())
        );
    }
}
