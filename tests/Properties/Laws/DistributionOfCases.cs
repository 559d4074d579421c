using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>The same for the other inputs of the laws: frames to write, dialogues, texts, floods, edges, comparisons.</summary>
public sealed class DistributionOfCases
{
    [Fact]
    public void Frames_of_every_opcode_and_length_class_are_written_by_each_role()
    {
        var frames = Of(Written.Any).SelectMany(written => written.Frames.Select(one => (written.Masked, one.Frame, one.Key))).ToArray();
        Assert.Equal(2 * Enum.GetValues<Opcode>().Length, frames.Select(one => (one.Masked, one.Frame.Opcode)).Distinct().Count());
        foreach (var length in new[] { 0, 125, 126, 65_535, 65_536 })
            Assert.Equal(2, frames.Where(one => one.Frame.Payload.Length == length).Select(one => one.Masked).Distinct().Count());
        Assert.Contains(frames, one => one.Masked && one.Key == default);
        Assert.Contains(frames, one => one.Frame.Rsv1);
        Assert.Contains(frames, one => !one.Frame.Final);
    }

    [Fact]
    public void A_quarter_of_the_claims_are_text_and_a_half_are_none()
    {
        var claims = Of(TextClaim.Any).Select(claim => Utf8Text.CompletePrefix(claim.Bytes.Memory.Span) == claim.Bytes.Length).ToArray();
        AtLeast(0.25, claims, claim => claim);
        AtLeast(0.5, claims, claim => !claim);
    }

    [Fact]
    public void Dialogues_deliver_both_ways_with_compression_and_without_and_close()
    {
        var networks = Of(Dialogue.Any).Select(dialogue => new Network(dialogue)).ToArray();
        AtLeast(0.5, networks, network => Delivered(network, Role.Client) && Delivered(network, Role.Server));
        AtLeast(0.15, networks, network => Compressed(network) && Delivered(network, Role.Client) && Delivered(network, Role.Server));
        AtLeast(0.15, networks, network => !Compressed(network) && Delivered(network, Role.Client) && Delivered(network, Role.Server));
        foreach (var first in Enum.GetValues<Role>())
            AtLeast(
                0.05,
                networks,
                network => network.Of(first).State.Phase is Phase.Closed { Result: { Clean: true, First: Side.Ours } }
            );
        AtLeast(0.2, networks, network => network.Of(Role.Client).State.Phase is Phase.Open);
    }

    [Fact]
    public void A_tenth_of_the_floods_fill_what_they_may_fill_and_as_many_the_head()
    {
        var floods = Of(Flood.Any)
            .Select(flood =>
                (flood.Conversation.Options.Limits, Told: StepRun.Of(flood.Conversation.Start, flood.Conversation.CutInputs()))
            )
            .ToArray();
        AtLeast(
            0.1,
            floods,
            flood =>
                flood.Told.State.StepBuffer.Message.Length == flood.Limits.Plain - 1
                && flood.Told.State.Receiving.MessageInProgress
        );
        AtLeast(
            0.03,
            floods,
            flood =>
                flood.Told.State.StepBuffer.Message.Length >= flood.Limits.Plain - 1 && flood.Told.State.Receiving.Compressed
        );
        AtLeast(
            0.1,
            floods,
            flood =>
                flood.Told.State.Phase is Phase.AwaitingRequest { Head.Length: var request } && request == flood.Limits.MaxHeadBytes - 1
                || flood.Told.State.Phase is Phase.AwaitingResponse { Head.Length: var response }
                    && response == flood.Limits.MaxHeadBytes - 1
        );
    }

    [Fact]
    public void Every_limit_is_come_to_and_passed_by_one_in_each_role() =>
        Assert.Equal(
            LimitEdge.All.Length * 3 * 2,
            Of(LimitEdge.Any).Select(edge => (edge.Limit, edge.Over, edge.Conversation.Role)).Distinct().Count());

    [Fact]
    public void Every_member_of_the_limits_has_its_edge()
    {
        var limits = typeof(Limits).GetProperties().Where(property => property.CanWrite).Select(property => property.Name);
        var missing = limits.Except(LimitEdge.All).ToArray();
        Assert.True(missing.Length == 0, $"Generators/LimitEdge.cs has no conversation at the edge of {string.Join(" and ", missing)}");
    }

    [Fact]
    public void Half_of_the_breaches_come_within_a_message() =>
        AtLeast(0.4, Of(Breach.Any), breach => !breach.Before[^1].Final);

    private static T[] Of<T>(Gen<T> cases) => cases.Sample(1000, new Rnd(2024), 50).ToArray();

    private static bool Compressed(Network network) => network.Of(Role.Client).State.Agreement.Compression.IsSome;

    private static bool Delivered(Network network, Role to) => network.Of(to).Told.ToTold(network.Of(to).State).Messages > 0;

    private static void AtLeast<T>(double part, T[] cases, Func<T, bool> predicate)
    {
        var share = (double)cases.Count(predicate) / cases.Length;
        Assert.True(share >= part, $"{share:P1} of the cases, at least {part:P0} expected");
    }
}
