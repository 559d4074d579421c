using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests that docs/case-files.schema.json accepts the same files as the reader, and rejects the same mistakes.</summary>
public sealed class SchemaTests
{
    // A schema cannot detect these mistakes, because they concern the relation between two values, or the content of text.
    private static readonly string[] BeyondTheSchema =
    [
        "\"repeat\" must not be empty",
        "a payload has at most 268435456 bytes",
        "\"length\" must be a whole number from 0 to 56",
        "a length of 126 cannot be written in this form",
        "\"compressed\" needs a whole message in one frame",
        "\"reason\" needs a number as the value of \"close\"",
        "\"bytes\" must be a whole number from 0 to 3, not 4",
        "\"onlyBytes\" must be a whole number from 1 to 7, not 9",
        "\"compressedExchange\" needs \"compression\"",
        "\"rejection\" concerns a request, so it needs \"tests\": \"servers\"",
        "\"joinsFirstFrame\" concerns a response",
        "a character above U+00FF is not possible",
        "the head has no field \"Upgrad\"; did you mean \"Upgrade\"?",
        "1:106: the head has no field \"X\"; ",
        "1:132: the head has no field \"Upgrade\"; ",
        "\"absoluteTarget\" changes a request",
        "\"absoluteTarget\" needs the field Host, which an earlier change removes",
        "\"before\" is another response",
        "\"a b\" is not an element of Sec-WebSocket-Extensions",
        "a case has the key \"rule\" twice",
        "\"close\" has no effect with \"expect\": \"owed\"",
        "\"settle\" needs \"expect\": \"owed\"",
        "numbers of bytes in ascending order, from 1, not the number 1",
    ];

    private static readonly JsonSchema Schema = JsonSchema.FromText(Documented.Text("case-files.schema.json"));

    public static IEnumerable<object[]> Mistakes =>
        typeof(CaseFileErrorTests)
            .GetMethod(nameof(CaseFileErrorTests.A_problem_says_what_is_wrong_and_what_is_possible))!
            .GetCustomAttributes<InlineDataAttribute>()
            .Select(row => row.Data!.Select(one => one!).ToArray());

    [Fact]
    public void The_schema_accepts_every_case_of_the_catalogue()
    {
        using var file = JsonDocument.Parse(CaseFile.Write(Catalogue.All));
        Assert.True(Accepts(file.RootElement));
        Assert.Empty(
            file.RootElement.GetProperty("cases")
                .EnumerateArray()
                .Where(one => !Accepts(one))
                .Select(one => one.GetProperty("id").GetString())
        );
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void The_schema_rejects_what_the_reader_rejects(string members, string problem)
    {
        using var file = JsonDocument.Parse(CaseFileErrorTests.Head + members[1..]);
        Assert.Equal(BeyondTheSchema.Contains(problem, StringComparer.Ordinal), Accepts(file.RootElement));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"case": []}""")]
    [InlineData("""{"cases": {}}""")]
    [InlineData("""{"cases": [{}]}""")]
    [InlineData("""{"cases": [], "about": ""}""")]
    [InlineData("""{"id": "a b", "description": "d", "expected": "e", "rule": "r"}""")]
    public void The_schema_rejects_a_file_that_is_not_a_case_file(string text)
    {
        using var file = JsonDocument.Parse(text);
        Assert.False(Accepts(file.RootElement));
    }

    [Fact]
    public void The_schema_rejects_each_misspelled_key()
    {
        var tried = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        foreach (var one in JsonNode.Parse(CaseFile.Write(Catalogue.All))!["cases"]!.AsArray())
        {
            foreach (var (holder, key) in CaseFileErrorTests.Keys(one!).DistinctBy(place => place.Key).ToArray())
            {
                if (!tried.Add(key)) continue;
                var value = holder[key];
                holder.Remove(key);
                holder[key + "x"] = value;
                Assert.False(Accepts(JsonSerializer.SerializeToElement(one)), key);
                holder.Remove(key + "x");
                holder[key] = value;
            }
        }

        Assert.True(tried.Count > 60, $"{tried.Count} keys were misspelled");
    }

    [Fact]
    public void The_schema_has_the_keys_of_a_case() =>
        Assert.Equal(
            CaseForm.Keys.Order(StringComparer.Ordinal),
            JsonNode.Parse(Documented.Text("case-files.schema.json"))!["$defs"]!["caseKeys"]!["properties"]!
                .AsObject()
                .Select(member => member.Key)
                .Order(StringComparer.Ordinal)
        );

    private static bool Accepts(JsonElement file) => Schema.Evaluate(file).IsValid;
}
