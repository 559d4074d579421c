using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Spec files of real projects have the same meaning as in the Autobahn Testsuite.</summary>
public sealed class SpecCompatibilityTests
{
    [Theory]
    [InlineData("12.*.[12]$", 10, "12.1.1", "12.5.2")]
    [InlineData("[1-7].*", 246, "1.1.1", "7.13.2")]
    [InlineData("1.*|2.1*", 19, "1.1.1", "2.11")]
    [InlineData("1*", 233, "1.1.1", "13.7.18")]
    [InlineData("[^9].*", 246, "1.1.1", "7.13.2")]
    [InlineData("*", 517, "1.1.1", "13.7.18")]
    [InlineData("H.*", 0, "H.1.1", "")]
    public void A_pattern_is_a_regular_expression_except_for_points_and_stars(string pattern, int count, string first, string last)
    {
        var cases = Read(
            Catalogue.For(Role.Client, Catalogue.All),
            $$"""{"servers": [{"url": "ws://h"}], "cases": ["{{pattern}}"]}"""
        ).Choice.Cases;
        Assert.Equal(first, cases[0].Id.Text);
        if (count == 0) Assert.All(cases, found => Assert.Equal("H", found.Id.Family));
        else Assert.Equal((count, last), (cases.Count, cases[cases.Count - 1].Id.Text));
    }

    [Fact]
    public void Patterns_exclude_and_spare_agents_in_the_same_form()
    {
        var choice = Read(
            Classic.All,
            """
            {"servers": [{"url": "ws://h"}], "cases": ["1.*"], "exclude-cases": ["1.[1].*"],
            "exclude-agent-cases": {"fire(fox|bird)": ["1.2.[1-3]"]}}
            """
        ).Choice;
        Assert.Equal(8, choice.Cases.Count);
        Assert.Equal(
            [true, true, false, false],
            new[] { ("firefox", "1.2.3"), ("firebird", "1.2.1"), ("firefox", "1.2.4"), ("firefox 2", "1.2.1") }.Select(pair =>
                choice.IsExcluded(pair.Item1, Entries.Case(pair.Item2))
            )
        );
    }

    [Theory]
    [InlineData("""{"servers": [{"url": "ws://h"}], "cases": ["1.*", "[1-*"]}""", "1:51: the pattern \"[1-*\" is not a regular expression")]
    [InlineData(
        """{"servers": [{"url": "ws://h"}], "cases": ["1.*"], "exclude-agent-cases": {"(": ["*"]}}""",
        "the pattern \"(\" is not a regular expression"
    )]
    public void An_invalid_pattern_is_reported_with_its_position(string file, string problem) =>
        Assert.Contains(problem, Problems(file), StringComparison.Ordinal);

    [Fact]
    public void A_pattern_that_backtracks_too_long_is_reported_with_its_position()
    {
        const int Depth = 60;
        var pattern = $"{new string('(', Depth)}[0-9.]+{string.Concat(Enumerable.Repeat(")+", Depth))}x*";
        Assert.Contains(
            $"f:1:44: the pattern \"{pattern}\" takes too long to match",
            Problems($$"""{"servers": [{"url": "ws://h"}], "cases": ["{{pattern}}"]}"""),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        """{"servers": [{"url": "ws://h", "name": "x"}], "cases": ["*"]}""",
        "f:1:32: warning: a server has no key \"name\", it is ignored; known names are url"
    )]
    [InlineData(
        """{"outdirs": "x", "servers": [{"url": "ws://h"}], "cases": ["*"]}""",
        "f:1:2: warning: the spec has no key \"outdirs\", it is ignored; did you mean \"outdir\"?"
    )]
    [InlineData(
        """{"servers": [{"url": "ws://h"}], "cases": ["*"], "enable-ssl": true}""",
        "f:1:50: warning: the spec has no key \"enable-ssl\", it is ignored"
    )]
    [InlineData(
        """{"url": "ws://127.0.0.1:9001", "servers": [{"url": "ws://h"}], "cases": ["*"]}""",
        "f:1:2: warning: the spec has no key \"url\", it is ignored"
    )]
    [InlineData(
        """{"servers": [{"url": "ws://h"}], "cases": ["*"], "exclude-cases": ["9.9.1"]}""",
        "f:1:68: warning: \"exclude-cases\": there is no case 9.9.1. The nearest id is 6.9.1. The entry excludes nothing"
    )]
    [InlineData("""{"servers": [{"url": "ws://h"}], "cases": ["*", "8.*"]}""", "f:1:49: warning: \"cases\": no case matches \"8.*\"")]
    [InlineData(
        """{"servers": [{"url": "ws://h", "agent": "a"}, {"url": "ws://i", "agent": "a"}], "cases": ["*"]}""",
        "warning: 2 servers have the agent \"a\"; in the reports the second is \"a (2)\""
    )]
    public void What_the_old_suite_ignored_is_a_warning_with_its_position_and_the_nearest_name(string file, string warning)
    {
        var spec = Read(Classic.All, file);
        Assert.StartsWith(
            warning,
            Assert.Single(spec.Warnings).In("f")[(warning.StartsWith("f:", StringComparison.Ordinal) ? 0 : "f:1:13: ".Length)..],
            StringComparison.Ordinal
        );
        Assert.Equal(517, spec.Choice.Cases.Count);
    }

    [Fact]
    public void A_fuzzing_server_takes_the_servers_of_the_other_mode_with_a_warning()
    {
        var spec = FuzzingServerSpec
            .Read("""{"url": "ws://127.0.0.1:9001", "servers": [{"url": "ws://h"}], "webport": "8080", "cases": ["*"]}"""u8, Classic.All)
            .IfLeft(Fail<FuzzingServerSpec>);
        Assert.Contains(
            "the spec has no key \"servers\", it is ignored",
            Assert.Single(spec.Warnings).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_unknown_key_of_options_is_still_an_error_as_it_was() =>
        Assert.True(
            FuzzingClientSpec
                .Read(
                    """{"servers": [{"url": "ws://h"}], "cases": ["*"], "options": {"failbydrop": true}}"""u8,
                    Option<Uri>.None,
                    Classic.All
                )
                .IsLeft
        );

    private static string Problems(string file) =>
        FuzzingClientSpec
            .Read(Encoding.UTF8.GetBytes(file), Option<Uri>.None, Classic.All)
            .Match(Left: problems => string.Join('\n', problems.Map(one => one.In("f"))), Right: _ => "");

    private static FuzzingClientSpec Read(Seq<Case> catalogue, string file) =>
        FuzzingClientSpec.Read(Encoding.UTF8.GetBytes(file), Option<Uri>.None, catalogue).IfLeft(Fail<FuzzingClientSpec>);

    private static T Fail<T>(Seq<SpecProblem> problems) => throw new InvalidOperationException(string.Join('\n', problems));
}
