using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Reading spec files, and the errors of invalid ones.</summary>
public sealed class SpecTests
{
    [Theory]
    [InlineData("ws://h/a%22b")]
    [InlineData("ws://h/a%5C%22b?q=%22%5C%22&x='")]
    [InlineData("wss://h:1/ä b")]
    [InlineData("ws://h:1")]
    public void A_new_fuzzing_clients_file_has_the_server_of_the_command_line(string url)
    {
        var server = new Uri(url);
        var spec = Client(FuzzingClientSpec.Template(server)).IfLeft(Fail<FuzzingClientSpec>);
        Assert.Equal(server.AbsoluteUri, Assert.Single(spec.Servers).Url.AbsoluteUri);
    }

    [Fact]
    public void A_fuzzing_clients_file_names_servers_and_cases()
    {
        var spec = Client(
                """
                {
                   "outdir": "./r",
                   "options": {"failByDrop": true, "openHandshakeTimeout": 2.5},
                   "servers": [
                      {"agent": "a", "url": "ws://h:1/p?q=1", "origin": "http://o", "protocols": ["x", "y"], "hostname": "n", "http2": true,
                         "options": {"version": 18, "failByDrop": false}},
                      {"url": "wss://h"}
                   ],
                   "cases": ["7.*", "2.1"],
                   "exclude-cases": ["7.7.*"],
                   "exclude-agent-cases": {"a*": ["7.1.*"]}
                }
                """
            )
            .IfLeft(Fail<FuzzingClientSpec>);
        Assert.Equal("./r", spec.OutDir);
        Assert.Equal(
            ("a", "http://o", "n", "x,y"),
            (spec.Servers[0].Agent, spec.Servers[0].Origin, spec.Servers[0].HostName, string.Join(',', spec.Servers[0].Protocols))
        );
        Assert.Equal((true, false), (spec.Servers[0].IsHttp2, spec.Servers[1].IsHttp2));
        Assert.Equal((false, true), (spec.Servers[0].Options.FailByDrop, spec.Servers[1].Options.FailByDrop));
        Assert.All(spec.Servers, server => Assert.Equal(TimeSpan.FromSeconds(2.5), server.Options.OpenHandshakeTimeout));
        Assert.Equal(("2.1", 25), (spec.Choice.Cases[0].Id.Text, spec.Choice.Cases.Count));
        Assert.True(
            spec.Choice.IsExcluded("abc", Find("7.1.2"))
                && !spec.Choice.IsExcluded("b", Find("7.1.2"))
                && !spec.Choice.IsExcluded("abc", Find("7.3.1"))
        );
    }

    /// <summary>Times are multiplied by the patience, so they would overflow, or be too long for a timer.</summary>
    [Theory]
    [InlineData("""{"servers": [{"url": "ws://h"}], "cases": ["1.*"], "options": {"openHandshakeTimeout": 2147483647}}""")]
    [InlineData("""{"servers": [{"url": "ws://h", "options": {"autoPingInterval": 3601}}], "cases": ["1.*"]}""")]
    public void A_time_of_more_than_an_hour_is_an_error(string file)
    {
        var problem = Assert.Single(
            FuzzingClientSpec.Read(Encoding.UTF8.GetBytes(file), Option<Uri>.None, Classic.All).LeftToSeq().Bind(all => all)
        );
        Assert.EndsWith("must be at most 3600 seconds", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"connections\": 2147483647", "\"connections\" must be a whole number from 0 to 1000000, not 2147483647")]
    [InlineData("\"batchsize\": 2147483647", "\"batchsize\" must be a whole number from 1 to 1000000, not 2147483647")]
    [InlineData("\"batchsize\": 0", "\"batchsize\" must be a whole number from 1 to 1000000, not 0")]
    [InlineData("\"batchdelay\": 3600001", "\"batchdelay\" must be at most 3600000 milliseconds")]
    [InlineData("\"retrydelay\": -1", "\"retrydelay\" must be a number, 0 or more, not the number -1")]
    public void Numbers_of_a_mass_connect_file_have_bounds(string option, string message)
    {
        var file = "{\"options\": {" + option + "}, \"servers\": [{\"uri\": \"ws://h\"}]}";
        var problem = Assert.Single(MassConnectSpec.Read(Encoding.UTF8.GetBytes(file), Option<Uri>.None).LeftToSeq().Bind(all => all));
        Assert.Equal((1, message), (problem.Line, problem.Message));
    }

    [Fact]
    public void Missing_keys_have_the_defaults_of_the_old_suite()
    {
        var spec = FuzzingClientSpec
            .Read("""{"cases": ["*"], "servers": [], "options": null}"""u8, new Uri("ws://h:1/"), Classic.All)
            .IfLeft(Fail<FuzzingClientSpec>);
        Assert.Equal("./reports/servers/", spec.OutDir);
        Assert.Equal(517, spec.Choice.Cases.Count);
        Assert.Equal(TesterOptions.Default, Assert.Single(spec.Servers).Options);
    }

    [Fact]
    public void The_templates_are_valid()
    {
        Assert.True(Client(FuzzingClientSpec.Template(Option<Uri>.None)).IsRight);
        Assert.True(FuzzingServerSpec.Read(Encoding.UTF8.GetBytes(FuzzingServerSpec.Template), Classic.All).IsRight);
        var mass = MassConnectSpec.Read(Encoding.UTF8.GetBytes(MassConnectSpec.Template), Option<Uri>.None).IfLeft(Fail<MassConnectSpec>);
        Assert.Equal((10_000, 100, TimeSpan.FromMilliseconds(10)), (mass.Connections, mass.BatchSize, mass.RetryDelay));
    }

    [Theory]
    [InlineData("""{"servers": []}""", "1:13: \"servers\" is empty")]
    [InlineData("""{"options": {}}""", "1:1: \"servers\" is empty")]
    [InlineData("""{"servers": [{"name": "x"}]}""", "1:14: a server has no \"uri\"")]
    public void A_file_for_many_connections_needs_a_server(string file, string problem)
    {
        var read = MassConnectSpec.Read(Encoding.UTF8.GetBytes(file), Option<Uri>.None);
        var problems = read.Match(Right: _ => [], Left: found => found.Map(one => $"{one.Line}:{one.Column}: {one.Message}").ToArray());
        Assert.StartsWith(problem, Assert.Single(problems), StringComparison.Ordinal);
        if (!file.Contains("name", StringComparison.Ordinal))
            Assert.True(MassConnectSpec.Read(Encoding.UTF8.GetBytes(file), new Uri("ws://h:1/")).IsRight);
    }

    [Fact]
    public void A_list_of_whole_numbers_has_no_fractions()
    {
        var problems = FuzzingServerSpec
            .Read("""{"url": "ws://127.0.0.1:9001", "options": {"versions": [8, 13.5]}, "cases": ["*"]}"""u8, Classic.All)
            .Match(Right: _ => [], Left: found => found.Map(one => one.Message).ToArray());
        Assert.Contains("\"versions\" must be a list of whole numbers, 0 or more, not of the number 13.5", problems);
    }

    [Fact]
    public void A_fuzzing_servers_file_says_where_to_listen_and_how()
    {
        var spec = FuzzingServerSpec
            .Read(
                """
                {"url": "wss://127.0.0.1:9001", "key": "k.pem", "cert": "c.pem", "webport": 8080, "protocols": ["x"],
                "options": {"maskServerFrames": true, "maxConnections": 7, "allowedOrigins": ["http://*"],
                "versions": [8, 13]}, "cases": ["*"]}
                """u8,
                Classic.All
            )
            .IfLeft(Fail<FuzzingServerSpec>);
        Assert.Equal(("wss", 9001, "k.pem", "c.pem"), (spec.Url.Scheme, spec.Url.Port, spec.Key, spec.Certificate));
        Assert.Equal(
            (true, 7, "http://*"),
            (spec.Options.MaskServerFrames, spec.Options.MaxConnections, string.Join(',', spec.Options.AllowedOrigins))
        );
    }

    [Theory]
    [InlineData(
        """{"servers": [{"url": "ws://h", "options": {"maskServerFrames": true}}], "cases": ["*"]}""",
        "1:44: \"options\" has no key \"maskServerFrames\"; known names are failByDrop, "
    )]
    [InlineData(
        "{\n  \"servers\": [{\"url\": \"ws://h\"}],\n  \"cases\": [\"1.*\",\n    \"7.9.99\"]\n}",
        "4:5: \"cases\": there is no case 7.9.99. The nearest id is 7.9.9"
    )]
    [InlineData("""{"servers": [{"url": "http://h"}], "cases": ["*"]}""", "1:22: \"url\" must be a URL such as ws://")]
    [InlineData("""{"servers": [{"url": "ws://h#f"}], "cases": ["*"]}""", "without a fragment")]
    [InlineData("""{"servers": [{"url": "ws://me:secret@h"}], "cases": ["*"]}""", "\"url\" must not contain a user (RFC 6455 §3)")]
    [InlineData("""{"servers": [{"agent": "x"}], "cases": ["*"]}""", "1:14: a server has no \"url\"")]
    [InlineData("""{"servers": [{"url": "ws://h"}], "cases": "*"}""", "\"cases\" must be a list of texts, not the text \"*\"")]
    [InlineData(
        """{"servers": [{"url": "ws://h"}], "cases": ["1.*", 7]}""",
        "1:51: \"cases\" must be a list of texts, not of the number 7"
    )]
    [InlineData("""{"servers": [{"url": "ws://h"}], "cases": ["1.*"], "exclude-cases": ["*"]}""", "leave no case to run")]
    [InlineData("""{"servers": [{"url": "ws://h"}], "cases": ["7.99.*"]}""", "leave no case to run")]
    [InlineData("""{"servers": [{"url": "ws://h"}]}""", "\"cases\" is missing")]
    [InlineData("""{"servers": [], "cases": ["*"]}""", "\"servers\" is empty")]
    [InlineData(
        """{"servers": [{"url": "ws://h", "options": {"version": 10}}], "cases": ["*"]}""",
        "\"version\" must be a draft from 13 to 18"
    )]
    [InlineData("""{"servers": [{"url": "ws://h", "options": {"autoPingSize": 126}}], "cases": ["*"]}""", "from 1 to 125")]
    [InlineData(
        """{"servers": [{"url": "ws://h", "options": {"failByDrop": "yes"}}], "cases": ["*"]}""",
        "\"failByDrop\" must be true or false, not the text \"yes\""
    )]
    [InlineData("""[]""", "1:1: the spec must be an object, not a list")]
    [InlineData("""{"servers": [}""", "1:14: not JSON:")]
    [InlineData("", "1:1: not JSON:")]
    [InlineData(
        """{"servers": [{"url": "ws://h"}], "cases": ["*"], "exclude-agent-cases": []}""",
        "\"exclude-agent-cases\" must be an object, not a list"
    )]
    public void An_error_has_its_position_and_the_nearest_name(string file, string problem) =>
        Assert.Contains(problem, Problems(file), StringComparison.Ordinal);

    [Fact]
    public void All_errors_are_reported_at_once() =>
        Assert.Equal(
            ["f.json:1:2", "f.json:1:38", "f.json:1:55"],
            Problems("""{"outdirs": "x", "servers": [{"url": "h"}], "cases": ["0.0"]}""")
                .Split('\n')
                .Select(line => string.Join(':', line.Split(':')[..3]))
        );

    private static Either<Seq<SpecProblem>, FuzzingClientSpec> Client(string file) =>
        FuzzingClientSpec.Read(Encoding.UTF8.GetBytes(file), Option<Uri>.None, Classic.All);

    private static string Problems(string file) =>
        Client(file)
            .Match(Left: problems => string.Join('\n', problems.Map(problem => problem.In("f.json"))), Right: _ => "nothing is wrong");

    private static Case Find(string id) =>
        Classic.All.Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));

    private static T Fail<T>(Seq<SpecProblem> problems) => throw new InvalidOperationException(string.Join('\n', problems));
}
