namespace Pure.WebSockets.Conformance.Tests;

/// <summary>What becomes of the cases for a peer that sends nothing back.</summary>
public sealed class SilentCaseTests
{
    private static readonly Seq<Case> Servers = Catalogue.For(Role.Client, Catalogue.Quick);
    private static readonly ProfiledCases Silent = PeerProfile.Silent.Of(Servers);

    [Fact]
    public void Each_case_applies_or_has_a_reason()
    {
        var scope = Silent.Scope;
        Assert.Equal(Servers.Count, scope.Cases);
        Assert.Equal(
            scope.Cases,
            scope.Whole + scope.InPart.Sum(one => one.Cases.Count) + scope.LeftOut.Sum(one => one.Cases.Count)
        );
        Assert.Equal(Silent.Cases.Count, scope.Cases - scope.LeftOut.Sum(one => one.Cases.Count));
        Assert.True(scope.Whole >= 200, scope.ToString());
        Assert.Equal(["7.1.6"], scope.LeftOut.SelectMany(one => one.Cases).Select(id => id.Text));
    }

    [Fact]
    public void The_echo_profile_changes_no_case()
    {
        var echo = PeerProfile.Echo.Of(Servers);
        Assert.Equal(Servers, echo.Cases);
        Assert.True(echo.Scope.IsWhole);
    }

    [Theory]
    [InlineData("2.1")]
    [InlineData("3.1")]
    [InlineData("4.2.1")]
    [InlineData("5.1")]
    [InlineData("6.3.1")]
    [InlineData("7.3.3")]
    [InlineData("H.2.1")]
    [InlineData("M.1.1")]
    public void A_case_without_an_echo_keeps_what_it_sends_and_expects(string id)
    {
        var (before, after) = (Find(Servers, id), Find(Silent.Cases, id));
        Assert.Equal(before.Script, after.Script);
        Assert.Equal(before.Expectation, after.Expectation);
        Assert.Equal(before.Close, after.Close);
        Assert.Equal(before.Alternatives, after.Alternatives);
    }

    [Fact]
    public void A_message_that_is_the_subject_is_followed_by_a_ping()
    {
        var after = Find(Silent.Cases, "1.1.2");
        Assert.Equal([1, 9], Frames(after).Select(frame => frame.Opcode));
        var pong = Assert.Single(Assert.IsType<Expectation.Events>(after.Expectation).Ok);
        Assert.Equal(new PeerEvent.Pong(ByteString.FromText("still there?")), pong);
    }

    [Theory]
    [InlineData("3.2")]
    [InlineData("4.1.3")]
    [InlineData("M.1.5")]
    [InlineData("H.1.1")]
    [InlineData("C.4.1")]
    [InlineData("T.2.2")]
    public void A_message_that_is_not_the_subject_becomes_a_ping(string id)
    {
        var (before, after) = (Find(Servers, id), Find(Silent.Cases, id));
        Assert.Equal(1, Frames(before).First().Opcode);
        Assert.Equal(9, Frames(after).First().Opcode);
        Assert.Equal(Frames(before).First().Payload, Frames(after).First().Payload);
        Assert.Contains(id, WholeIds());
    }

    [Fact]
    public void A_violation_after_valid_data_may_end_with_a_code_of_the_application_and_one_alone_may_not()
    {
        Assert.Contains(Find(Silent.Cases, "5.18").Alternatives, other => other.Verdict == Verdict.Informational);
        Assert.Empty(Find(Silent.Cases, "3.1").Alternatives);
        Assert.Empty(Find(Silent.Cases, "6.3.1").Alternatives);
    }

    [Fact]
    public void An_exchange_goes_on_with_the_pong_after_each_message()
    {
        foreach (var id in new[] { "9.7.2", "12.1.3" })
        {
            var found = Find(Silent.Cases, id);
            var result = SilentScore.Run(found, Fault.None, EchoPeer.Application.Ignores);
            Assert.False(result.Judgement.IsFailure, $"{result.Judgement}");
            var count = found.Expectation switch
            {
                Expectation.Exchange exchange => exchange.Count,
                Expectation.CompressedExchange exchange => exchange.Count,
                _ => 0,
            };
            Assert.Equal($"The peer accepted all {count} messages and answered the ping after each.", result.Judgement.Result);
            Assert.Equal(count, result.Observation.FramesReceived.Find(10).IfNone(0));
        }
    }

    private static IEnumerable<string> WholeIds()
    {
        CaseId[] reduced =
        [
            .. Silent.Scope.InPart.SelectMany(one => one.Cases),
            .. Silent.Scope.LeftOut.SelectMany(one => one.Cases),
        ];
        return Silent.Cases.Where(one => !reduced.Contains(one.Id)).Select(one => one.Id.Text);
    }

    private static Case Find(Seq<Case> cases, string id) => cases.First(one => one.Id.Text == id);

    private static IEnumerable<RawFrame> Frames(Case one) => one.Script.SelectMany(SentMessages.FramesOf);
}
