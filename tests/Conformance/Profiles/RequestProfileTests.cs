using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Servers of application protocols on our own implementation pass every case, and the messages of the cases come back.</summary>
public sealed class RequestProfileTests
{
    [Theory]
    [InlineData("json-rpc")]
    [InlineData("graphql")]
    public async Task A_server_that_answers_requests_passes_every_case(string name)
    {
        await using var server = RequestServer.Start(name);
        var (results, scope) = await Profiled.RunAsync(Profiled.Example(name), new Uri($"ws://{server.LocalEndPoint}/"), Profiled.Light);
        Assert.Empty(
            results
                .Filter(result =>
                    result.Judgement.IsFailure
                    || result.Judgement.Behavior is not (Verdict.Ok or Verdict.Informational or Verdict.NonStrict)
                )
                .Map(result => $"{result.Case.Id} {result.Judgement}")
        );
        Profiled.AssertCarried(
            results,
            "1.1.6",
            "5.3",
            "5.6",
            "5.19",
            "6.1.3",
            "6.2.3",
            "6.5.1",
            "6.7.1",
            "9.1.1",
            "9.7.3",
            "10.1.1",
            "12.1.3",
            "12.1.11",
            "L.1.1",
            "T.1.8",
            "T.1.9"
        );
        Assert.True(scope.Whole > PeerProfile.Silent.Of(Profiled.Light).Scope.Whole + 40, scope.ToString());
        Assert.All(results, AssertEventsAreNamed);
    }

    [Theory]
    [InlineData("json-rpc")]
    [InlineData("graphql")]
    public async Task A_server_that_takes_cases_for_invalid_requests_and_closes_fails_no_silent_case(string name)
    {
        await using var server = RequestServer.Start(name);
        var (results, _) = await Profiled.RunAsync(PeerProfile.Silent, new Uri($"ws://{server.LocalEndPoint}/"), Profiled.Light);
        Profiled.AssertFindings(results);
    }

    [Theory]
    [InlineData("1.1.4")]
    [InlineData("5.3")]
    [InlineData("6.2.2")]
    public async Task An_answer_with_another_content_fails(string id)
    {
        await using var server = RequestServer.Start("json-rpc");
        // The answer of this profile is the number of the request, which is not the content.
        var profile = PeerProfile
            .Parse(
                """
                {
                  "name": "wrong",
                  "request": {"json": {"jsonrpc": "2.0", "id": "{content}", "method": "echo", "params": ["{number}"]}},
                  "answer": {"json": {"jsonrpc": "2.0", "result": "{content}"}}
                }
                """u8
            )
            .IfLeft(problems => throw new InvalidOperationException($"{problems}"));
        var (results, _) = await Profiled.RunAsync(
            profile,
            new Uri($"ws://{server.LocalEndPoint}/"),
            Profiled.Light.Filter(one => one.Id.Text == id).Strict()
        );
        Profiled.AssertFindings(results, id);
    }

    [Fact]
    public void A_request_keeps_the_length_of_a_long_message_and_the_cuts_of_a_short_one()
    {
        var cases = Profiled.Example("json-rpc").Of(Catalogue.For(Role.Client, Catalogue.Quick)).Cases;
        foreach (var (id, length) in new[] { ("1.1.4", 127), ("1.1.7", 65536), ("9.1.2", 256 * 1024) })
            Assert.Equal(length, Frames(id)[0].Payload.Length);
        Assert.Equal([true, false, true], Frames("6.1.3").Select(frame => frame.Payload.Length == 0));
        Assert.Equal(1001, Frames("L.1.1").Count(frame => frame.Payload.Length == 0));
        var two = Frames("5.3");
        Assert.EndsWith("fragment1", Text(two[0]), StringComparison.Ordinal);
        Assert.StartsWith("fragment2\"", Text(two[1]), StringComparison.Ordinal);
        Assert.Equal(9, Frames("5.6")[1].Opcode);
        // Greek text, one byte per frame: the frames of the request are cut within code points, too.
        Assert.Equal(1, cases.First(one => one.Id.Text == "6.2.4").Script.OfType<TesterAction.SendMessage>().Single().FragmentSize);

        RawFrame[] Frames(string id) =>
            [.. cases.First(one => one.Id.Text == id).Script.SelectMany(SentMessages.FramesOf).Where(frame => frame.Opcode != 8)];
        static string Text(RawFrame frame) => System.Text.Encoding.UTF8.GetString(frame.Payload.ToOctets().Memory.Span);
    }

    [Fact]
    public void A_case_that_no_request_can_carry_says_why()
    {
        var scope = Profiled.Example("json-rpc").Of(Catalogue.For(Role.Client, Catalogue.Quick)).Scope;
        var why = scope.InPart.ToDictionary(one => one.Why, one => one.Cases.Map(id => id.Text).ToArray());
        Assert.Contains("1.1.1", why.Single(one => one.Key.Contains("never empty", StringComparison.Ordinal)).Value);
        Assert.Contains("1.2.4", why.Single(one => one.Key.Contains("binary messages", StringComparison.Ordinal)).Value);
        Assert.Contains("X.1.1", why.Single(one => one.Key.Contains("compressed bytes", StringComparison.Ordinal)).Value);
    }

    private static void AssertEventsAreNamed(CaseResult result)
    {
        using var report = JsonDocument.Parse(CaseReport.Write("a", result));
        var root = report.RootElement;
        Assert.All(
            root.GetProperty("expected").EnumerateObject().Select(verdict => verdict.Value).Append(root.GetProperty("received")),
            events => Assert.All(events.EnumerateArray(), one => Assert.NotEqual(0, one.GetArrayLength()))
        );
    }
}
