using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Tests that a case file cannot make the reader or the tester fill the memory. Each problem names its place and the bound. Every file here
/// is small.
/// </summary>
public sealed class CaseFileBoundTests
{
    private const string LargestPayload = """{"repeat": "a", "length": 268435456}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Scripts => new()
    {
        // A message of many fragments, and many messages.
        {
            """[{"text": P, "fin": false}, {"continuation": P, "fin": false, "times": 3}, {"continuation": "b"}]""",
            "\"send\" has 1073741825 bytes of payload with all repetitions; it must have at most 1 GiB, 1073741824"
        },
        { """[{"message": {"text": P}, "times": 100000}]""", "\"send\" has 26843545600000 bytes of payload" },
        { """[{"start": {"text": P}, "bytes": 0, "times": 5}]""", "\"send\" has 1342177280 bytes of payload" },
        { """[{"together": [{"text": P}], "times": 5}]""", "\"send\" has 1342177280 bytes of payload" },
        // Many frames or parts of frames.
        { """[{"text": "a", "times": 100000}, {"text": "b", "times": 100000}, L]""", "\"send\" has 1200000 frames and parts of frames" },
        { """[{"text": P, "chop": 1}]""", "\"send\" has 268435457 frames and parts of frames" },
        { """[{"message": {"text": P}, "fragmentSize": 1}]""", "\"send\" has 268435457 frames and parts of frames" },
        { """[{"together": [{"text": P}], "chop": 2}]""", "\"send\" has 134217730 frames and parts of frames" },
        { """[{"together": [{"ping": "", "times": 100000}], "times": 100000}]""", "\"send\" has 10000100000 frames and parts of frames" },
        // Times.
        {
            """[{"wait": 3600, "times": 100000}]""",
            "\"send\" waits for 360000000 seconds with all repetitions; it must wait for at most 24 hours"
        },
        { """[{"wait": -1}]""", "\"wait\" must be a number, 0 or more, not the number -1" },
        { """[{"wait": 1e300}]""", "\"wait\" must be a number, 0 or more and at most 2147483647, not the number 1E+300" },
        { """[{"wait": 1e999}]""", "\"wait\" must be a number, 0 or more and at most 2147483647, not the number Infinity" },
        { """[{"together": [{"text": "a"}], "cuts": [1], "pause": 5000}]""", "\"pause\" must be at most 3600 seconds" },
        // Counts.
        { """[{"text": "a", "chop": 3000000000}]""", "\"chop\" must be a whole number, 0 or more and at most 2147483647" },
        { """[{"text": "a", "times": -1}]""", "\"times\" must be a whole number from 1 to 100000, not the number -1" },
        { """[{"text": "a", "times": 1e300}]""", "\"times\" must be a whole number from 1 to 100000, not the number 1E+300" },
        { """[{"text": {"repeat": "a", "times": -1}}]""", "\"times\" must be a whole number, 0 or more, not the number -1" },
        { """[{"text": {"repeat": "ab", "times": 268435456}}]""", "a payload has at most 268435456 bytes" },
        { """[{"together": [{"text": "a"}], "cuts": [0]}]""", "from 1, not the number 0" },
        { """[{"together": [{"text": "a"}], "cuts": [-3]}]""", "from 1, not the number -3" },
        { """[{"together": [{"text": "a"}], "cuts": [1e300]}]""", "from 1, not the number 1E+300" },
        { """[{"await": -1}]""", "\"await\" must be a whole number, 0 or more, not the number -1" },
        // Payloads that the reader writes out.
        { """[{"text": [P, P]}]""", "a payload has at most 268435456 bytes" },
        { """[{"text": [[P]]}, {"text": [[P]]}, {"text": [[P]]}]""", "the payloads of the file have more than 1 GiB in total" },
        {
            """[{"text": {"repeat": P, "length": 1}}, {"text": [P]}, {"text": [P]}, {"text": [P]}, {"text": [P]}]""",
            "more than 1 GiB in total"
        },
        { """[{"text": P, "compressed": true}]""", "a payload with \"compressed\" has at most 67108864 bytes before its compression" },
        { """[{"close": 1000, "reason": P}, {"close": 1000, "reason": [P]}, {"close": [P]}]""", "more than 1 GiB in total" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_has_bounds(string script, string problem)
    {
        var thousand = string.Join(", ", Enumerable.Repeat("""{"ping": "", "times": 100000}""", 10));
        var text = script.Replace("L]", $"{thousand}]", StringComparison.Ordinal);
        AssertProblem($$"""{{CaseFileErrorTests.Head}}"send": {{text}}}""", problem);
    }

    [Theory]
    [InlineData("""{"expect": [{"text": P}, {"text": P}, {"text": P}, {"text": P}, {"pong": P}]}""", "more than 1 GiB in total")]
    [InlineData(
        """{"handshake": {"edits": [{"append": {"repeat": "a", "length": 1048577}}]}}""",
        "\"append\" has at most 1048576 bytes, not 1048577"
    )]
    [InlineData("""{"handshake": {"chop": 1e10}}""", "\"chop\" must be a whole number, 0 or more and at most 2147483647")]
    [InlineData("""{"expect": {"exchange": {"text": "a"}, "times": 1e10}}""", "\"times\" must be a whole number, 0 or more and at most")]
    public void An_expectation_and_a_head_have_bounds(string members, string problem) =>
        AssertProblem(CaseFileErrorTests.Head + members[1..], problem);

    [Fact]
    public void The_items_of_all_lists_have_a_bound()
    {
        var one = string.Join(", ", Enumerable.Repeat("""{"pong": "", "times": 100000}""", 101));
        AssertProblem(
            $$"""{{CaseFileErrorTests.Head}}"expect": [{{one}}]}""",
            "the lists of the file have more than 10000000 items in total"
        );
    }

    [Fact]
    public void A_script_at_the_bounds_is_valid()
    {
        var script = """[{"text": P, "times": 4}, {"ping": "", "times": 10}, {"wait": 3600, "times": 24}, {"failAfter": "never"}]""";
        var one = Assert.Single(
            Exported.Read($$"""{{CaseFileErrorTests.Head}}"send": {{script.Replace("P", LargestPayload, StringComparison.Ordinal)}}}""")
        );
        Assert.Equal(38, one.Script.Count);
    }

    /// <summary>The largest size of a part of a head is larger than any head.</summary>
    [Fact]
    public void A_head_in_parts_of_the_largest_size_is_one_part()
    {
        var running = Exported.Read(
            CaseFileErrorTests.Head
                + """
                "tests": "servers", "handshake": {"chop": 2147483647, "pause": {"beforeLast": 2147483647, "seconds": 1}}}
                """
        )[0];
        Assert.Single((running with { Opening = running.Opening with { Pause = default } }).Opening.ToWrites("GET"u8.ToArray()));
        Assert.Empty(running.Opening.ToWrites("GET"u8.ToArray()));
    }

    [Fact]
    public void The_number_of_values_has_a_bound()
    {
        var problem = Assert.Single(Problems($"[{string.Join(',', Enumerable.Repeat("0", SpecValue.MostValues))}]"));
        Assert.Equal("1:2000000: the file has more than 1000000 values, the maximum; divide it", problem);
    }

    [Fact]
    public void The_number_of_problems_has_a_bound()
    {
        // Without a bound, the time grows with the square of the number of keys.
        var keys = string.Join(',', Enumerable.Range(0, 400_000).Select(at => $"\"k{at}\":0"));
        var problems = Problems($"{{{keys}}}");
        Assert.Equal(ProblemList.Most + 1, problems.Count);
        Assert.EndsWith(": there are more than 100 problems; the others are not listed", problems[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"cases": [K]}""")]
    [InlineData("""{K: 1}""")]
    [InlineData("""{"cases": [{"id": K, "description": "d", "expected": "e", "rule": "r"}]}""")]
    [InlineData("""{"cases": [{"id": "P.1", "description": "d", "expected": "e", "rule": "r", "judging": K}]}""")]
    [InlineData("""{"cases": [{"id": "P.1", "description": "d", "expected": "e", "rule": "r", "send": [{K: 1}]}]}""")]
    public void A_long_text_in_a_file_does_not_make_a_long_message(string file)
    {
        var problems = Problems(file.Replace("K", $"\"{new string('k', 1_000_000)}\"", StringComparison.Ordinal));
        Assert.NotEmpty(problems);
        Assert.All(problems, problem => Assert.InRange(problem.Length, 1, 700));
    }

    /// <summary>A spec file has the same reader.</summary>
    [Fact]
    public void A_spec_file_with_many_keys_is_read_in_time()
    {
        var keys = string.Join(',', Enumerable.Range(0, 200_000).Select(at => $"\"k{at}\":[]"));
        var spec = FuzzingServerSpec
            .Read(
                Encoding.UTF8.GetBytes($$"""{"url": "ws://h", "cases": ["1.*"], "exclude-agent-cases": {{{keys}}}, {{keys}}}"""),
                Classic.All
            )
            .IfLeft(problems => throw new InvalidOperationException(string.Join('\n', problems)));
        Assert.Equal(200_000, spec.Choice.Excluded.Count);
        Assert.Equal(ProblemList.Most + 1, spec.Warnings.Count);
        Assert.All(spec.Warnings, warning => Assert.True(warning.IsWarning));
        // Many warnings do not hide an error.
        var problems = FuzzingServerSpec
            .Read(Encoding.UTF8.GetBytes($$"""{{{keys}}, "url": 5}"""), Classic.All)
            .LeftToSeq()
            .Bind(found => found);
        Assert.Contains(
            problems,
            problem => !problem.IsWarning && problem.Message.StartsWith("\"url\" must be a text", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_case_file_with_a_huge_message_is_reported_by_the_tool()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "huge.json");
        await File.WriteAllTextAsync(
            path,
            $$"""{{CaseFileErrorTests.Head}}"send": [{"text": {{LargestPayload}}, "times": 100000}]}""",
            Stop
        );
        var (code, _, error) = await ToolProcess.RunAsync(Stop, "test", "core", "--cases-file", path);
        Assert.Equal(2, code);
        Assert.StartsWith($"purews: {path}:1:73: \"send\" has 26843545600000 bytes of payload", error, StringComparison.Ordinal);
    }

    private static void AssertProblem(string file, string problem)
    {
        var text = file
            .Replace("P", LargestPayload, StringComparison.Ordinal)
            .Replace($"\"{LargestPayload}.1", "\"P.1", StringComparison.Ordinal);
        var found = Assert.Single(Problems(text));
        Assert.Contains(problem, found, StringComparison.Ordinal);
        Assert.Matches(@"^\d+:\d+: ", found);
    }

    private static Seq<string> Problems(string file) =>
        CaseFile
            .Read(Encoding.UTF8.GetBytes(file))
            .Match(Right: _ => Seq<string>.Empty, Left: problems => problems.Map(one => one.In("")[1..]).Strict());
}
