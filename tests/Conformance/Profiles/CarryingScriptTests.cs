using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The scripts of cases whose messages become requests: the cuts of the bytes, and the numbers of the requests.</summary>
public sealed class CarryingScriptTests
{
    // The header of a short frame from a client: two bytes and the masking key.
    private const int Header = 6;

    [Fact]
    public void A_step_that_sends_a_part_of_its_last_frame_is_cut_within_the_content()
    {
        var script = Carried(
            """
            {"together": [{"text": "first"}, {"text": "second"}], "onlyBytesOfLast": 8}, {"more": 2}, {"more": "rest"}
            """,
            "first",
            "second"
        );
        var together = script.OfType<TesterAction.SendTogether>().Single();
        Assert.Equal(Header + IndexIn(together.Frames[1], "cond"), together.OnlyOfLast.IfNone(0));
        var more = script.OfType<TesterAction.SendMore>().ToArray();
        Assert.Equal(2, more[0].Octets);
        Assert.Equal(together.Frames[1].Payload.Length - IndexIn(together.Frames[1], "nd"), more[1].Octets);
    }

    [Fact]
    public void A_step_that_sends_the_rest_of_another_frame_than_the_first_incomplete_one_refers_to_that_frame()
    {
        var script = Carried(
            """
            {"start": {"text": "first"}, "bytes": 2}, {"more": "rest"},
            {"together": [{"text": "second"}], "onlyBytesOfLast": 8}, {"more": 2}, {"more": "rest"}
            """,
            "first",
            "second"
        );
        var start = script.OfType<TesterAction.SendStart>().Single();
        var second = script.OfType<TesterAction.SendTogether>().Single().Frames[0];
        Assert.Equal(IndexIn(start.Frame, "rst"), start.Octets);
        Assert.Equal(
            [start.Frame.Payload.Length - start.Octets, 2, second.Payload.Length - IndexIn(second, "nd")],
            script.OfType<TesterAction.SendMore>().Select(more => more.Octets)
        );
    }

    [Fact]
    public void The_first_fragment_of_a_message_is_cut_within_the_content()
    {
        var script = Carried(
            """
            {"text": "ab", "fin": false}, {"start": {"continuation": "cdefgh"}, "bytes": 3}, {"more": 2}, {"more": "rest"}
            """,
            "abcdefgh"
        );
        var start = script.OfType<TesterAction.SendStart>().Single();
        Assert.Equal(3, start.Octets);
        Assert.Equal([2, start.Frame.Payload.Length - 5], script.OfType<TesterAction.SendMore>().Select(more => more.Octets));
    }

    [Fact]
    public void Cuts_are_at_the_same_places_of_the_content()
    {
        // Before the second byte of the header, after the header, after two bytes of the content, between the frames, and in the second
        // header and content.
        var script = Carried(
            """
            {"together": [{"text": "first"}, {"ping": "?"}, {"text": "second"}], "cuts": [1, 6, 8, 11, 18, 19, 27], "pause": 0.1}
            """,
            "first",
            "second"
        );
        var together = script.OfType<TesterAction.SendTogether>().Single();
        var first = Header + together.Frames[0].Payload.Length;
        var ping = first + Header + 1;
        Assert.Equal(
            [
                1,
                Header,
                Header + IndexIn(together.Frames[0], "rst"),
                first,
                ping,
                ping + 1,
                ping + Header + IndexIn(together.Frames[2], "ond"),
            ],
            together.Cuts.ToArray()
        );
    }

    [Fact]
    public void Only_the_same_part_of_the_frames_is_sent()
    {
        var script = Carried("""{"together": [{"text": "first"}, {"text": "second"}], "onlyBytes": 20}""", "first", "second");
        var together = script.OfType<TesterAction.SendTogether>().Single();
        Assert.Equal(
            Header + together.Frames[0].Payload.Length + Header + IndexIn(together.Frames[1], "ond"),
            together.Only
        );
    }

    [Fact]
    public void The_messages_of_the_prelude_and_the_requests_are_numbered_together()
    {
        var profile = Parsed(
            """
            {
              "name": "numbers",
              "prelude": [
                {"send": {"json": {"id": "{number}", "do": "login"}}}, {"expect": {"json": {"id": "{number}"}}},
                {"send": {"json": {"id": "{number}", "do": "join"}}}, {"expect": {"json": {"id": "{number}"}}}
              ],
              "request": {"json": {"id": "{number}", "text": "{content}"}},
              "answer": {"json": {"text": "{content}"}}
            }
            """
        );
        var steps = profile.Of(Exported.Read(Case("""{"text": "first"}, {"text": "second"}""", ["first", "second"]))).Cases[0].Script;
        Assert.Equal(
            ["{\"id\":\"1\",", "{\"id\":\"2\",", "{\"id\":\"3\",", "{\"id\":\"4\","],
            steps.OfType<TesterAction.Send>().Select(send => Text(send.Frame)[..10])
        );
        var exchange = Assert.IsType<Expectation.Exchange>(
            profile
                .Of(
                    Exported.Read(
                        """
                        {
                          "id": "P.1", "description": "d", "expected": "e", "rule": "r", "expect": {"exchange": {"text": "a"}, "times": 2}
                        }
                        """
                    )
                )
                .Cases[0]
                .Expectation
        );
        var carrying = exchange.Carrying.IfNone(() => throw new InvalidOperationException());
        Assert.Equal("{\"id\":\"3\",", Encoding.UTF8.GetString(carrying(0).ToOctets().Memory.Span)[..10]);
    }

    private static Seq<TesterAction> Carried(string steps, params string[] messages)
    {
        var fit = Assert.IsType<Fit.Whole>(ProfiledCases.FitOf(Profiled.Example("json-rpc"), Exported.Read(Case(steps, messages))[0]));
        return fit.Case.Script;
    }

    private static string Case(string steps, string[] messages) =>
        $$"""
        {
          "id": "P.1", "description": "d", "expected": "e", "rule": "r",
          "send": [{{steps}}], "expect": {"events": [{{Events(steps, messages)}}], "pongsMayOvertake": true}
        }
        """;

    private static string Events(string steps, string[] messages) =>
        string.Join(
            ", ",
            messages
                .Select(message => $"{{\"text\": \"{message}\"}}")
                .Concat(steps.Contains("ping", StringComparison.Ordinal) ? ["{\"pong\": \"?\"}"] : [])
        );

    private static PeerProfile Parsed(string profile) =>
        PeerProfile
            .Parse(Encoding.UTF8.GetBytes(profile))
            .IfLeft(problems => throw new InvalidOperationException(string.Join('\n', problems.Map(problem => problem.In("f.json")))));

    private static int IndexIn(RawFrame frame, string content) => Text(frame).IndexOf(content, StringComparison.Ordinal);

    private static string Text(RawFrame frame) => Encoding.UTF8.GetString(frame.Payload.ToOctets().Memory.Span);
}
