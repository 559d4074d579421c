namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 7: a client core and a server core, joined by a network that cuts the bytes anywhere, deliver every message once and in order,
/// however it was fragmented.
/// </summary>
public sealed class Law07_Duality
{
    [Property]
    public void What_one_end_sends_the_other_is_told_in_order_and_once(Dialogue dialogue)
    {
        var network = new Network(dialogue);
        foreach (var (from, to) in new[] { (Role.Client, Role.Server), (Role.Server, Role.Client) })
            Assert.Equal(network.Of(from).Sent, network.Of(to).Told.ToTold(network.Of(to).State).Effects.OfType<Effect.Message>());
    }

    [Property]
    public void Both_ends_agree_on_what_was_settled_and_how_it_ended(Dialogue dialogue)
    {
        var network = new Network(dialogue);
        var (client, server) = (network.Of(Role.Client).State, network.Of(Role.Server).State);
        Agreed.Same(
            client.Agreement,
            server.Agreement,
            dialogue.Client.Compression.Map(options => options.Offers).IfNone(Seq<DeflateOffer>.Empty)
        );
        if (client.Phase is Phase.Open)
        {
            Assert.Equal("superchat", client.Agreement.Subprotocol);
            Assert.IsType<Phase.Open>(server.Phase);
            return;
        }

        var (ours, theirs) = (Assert.IsType<Phase.Closed>(client.Phase).Result, Assert.IsType<Phase.Closed>(server.Phase).Result);
        Assert.True(ours.Clean && theirs.Clean);
        Assert.Equal(ours.Ours, theirs.Theirs);
        Assert.Equal(ours.Theirs, theirs.Ours);
    }
}
