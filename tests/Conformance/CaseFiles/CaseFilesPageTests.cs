using System.Text;
using System.Text.Json;
using Json.Schema;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests that the examples in docs/case-files.md run, and that its tables list all keys.</summary>
public sealed class CaseFilesPageTests
{
    private const string Page = "case-files.md";
    private const string Begin = """{"id": "P.1", "description": "d", "expected": "e", "rule": "r", """;

    private static readonly JsonSchema Schema = JsonSchema.FromText(Documented.Text("case-files.schema.json"));

    public static IEnumerable<object[]> Files => Documented.Blocks(Page, "json").Where(IsWhole).Select(block => new object[] { block });

    public static IEnumerable<object[]> Parts =>
        Documented.Blocks(Page, "json").Where(block => !IsWhole(block)).Select(block => new object[] { block });

    [Fact]
    public void The_page_begins_with_an_example_that_our_server_passes()
    {
        var first = Assert.Single(Exported.Read(Documented.Blocks(Page, "json").First()));
        Assert.Equal(Verdict.Ok, MemoryRunner.Run(first, Role.Server, Ours.Protocol).Judgement.Behavior);
        Assert.InRange(Documented.Blocks(Page, "json").First().Split('\n').Length, 5, 12);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_example_is_valid_and_our_ends_pass_it(string example)
    {
        using var file = JsonDocument.Parse(example);
        Assert.True(Schema.Evaluate(file.RootElement).IsValid);
        foreach (var one in Exported.Read(example))
        {
            foreach (var role in new[] { Role.Server, Role.Client }.Where(peer => one.Tester.ForAll(tester => tester != peer)))
            {
                var judgement = MemoryRunner.Run(one, role, Ours.Protocol).Judgement;
                Assert.False(judgement.IsFailure, $"{one.Id} {judgement}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_of_a_case_is_valid(string part)
    {
        var whole = Begin + part.Trim()[1..];
        using var file = JsonDocument.Parse(whole);
        Assert.Equal("", CaseFile.Read(Encoding.UTF8.GetBytes(whole)).Match(
            Right: _ => "",
            Left: problems => string.Join('\n', problems.Map(problem => problem.In(part)))
        ));
        Assert.True(Schema.Evaluate(file.RootElement).IsValid, part);
    }

    [Fact]
    public void The_page_names_each_key_of_the_schema()
    {
        var page = Documented.Text(Page);
        using var schema = JsonDocument.Parse(Documented.Text("case-files.schema.json"));
        var keys = KeysOf(schema.RootElement).Distinct(StringComparer.Ordinal).ToArray();
        Assert.True(keys.Length > 60, $"the schema has {keys.Length} keys");
        Assert.DoesNotContain(
            keys,
            key => !new[] { $"`{key}`", $"`\"{key}\"`", $"\"{key}\": " }.Any(form => page.Contains(form, StringComparison.Ordinal))
        );
    }

    // An example that contains an id or a list of cases is a whole file. Every other example consists of a few members of a case.
    private static bool IsWhole(string block) =>
        block.Contains("\"id\":", StringComparison.Ordinal) || block.Contains("\"cases\":", StringComparison.Ordinal);

    private static IEnumerable<string> KeysOf(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema
            .EnumerateObject()
            .SelectMany(member =>
                member.Name == "properties"
                    ? member.Value.EnumerateObject().Select(key => key.Name).Concat(KeysOf(member.Value))
                    : KeysOf(member.Value)
            ),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(KeysOf),
        _ => [],
    };
}
