namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 14: an observer reports about a direction what the core in the receiving role reports about the same bytes, however the bytes are
/// cut and however the two directions interleave.
/// </summary>
public sealed class Law14_Observer
{
    [Property]
    public void What_one_end_sends_the_observer_reports_in_order_and_once(Dialogue dialogue)
    {
        var network = new Network(dialogue);
        var run = ObservedRun.Of(network.Log);
        Assert.DoesNotContain(run.Events, observed => observed is Observed.RuleBroken or Observed.Assumed or Observed.MessageSkipped);
        foreach (var sender in new[] { Role.Client, Role.Server })
            Assert.Equal(network.Of(sender).Sent, run.EffectsOf(sender).OfType<Effect.Message>());
        var client = network.Of(Role.Client).State;
        Assert.Equal(
            client.Phase is Phase.AwaitingResponse ? [] : [client.Agreement],
            run.Events.OfType<Observed.Opened>().Select(opened => opened.Agreement)
        );
    }

    [Property]
    public void Up_to_a_broken_rule_the_observer_reports_what_the_receiving_core_reports(Conversation conversation)
    {
        var options = Unlimited(conversation.Options);
        var start = Connection.CreateOpen(conversation.Role, conversation.Agreement, options);
        var bytes = BytesOf(conversation);
        var told = StepRun.Of(start, [new Input.Received(bytes)]).Effects.Filter(IsOfFrames);
        var run = ObservedRun.Opened(conversation.Agreement);
        run.Receive(SenderTo(conversation.Role), bytes);
        Assert.Equal(told, run.EffectsOf(SenderTo(conversation.Role)));
    }

    [Property]
    public void The_handshake_is_judged_as_the_receiving_core_judges_it(Opening opening)
    {
        var conversation = opening.Conversation;
        var start = (conversation with { Options = Unlimited(conversation.Options) }).Start;
        var bytes = BytesOf(conversation);
        var told = StepRun.Of(start, [new Input.Received(bytes)]).Effects;
        var run = new ObservedRun();
        if (conversation.Role == Role.Client) run.Receive(Role.Client, Kernel.Start(start).Head.ToArray());
        run.Receive(SenderTo(conversation.Role), bytes);
        var error = told.OfType<Effect.Failed>().Select(failed => failed.Error).FirstOrDefault();
        Assert.Equal(error, run.Events.OfType<Observed.RuleBroken>().Select(broken => broken.Error).FirstOrDefault());
        Assert.Equal(
            told.OfType<Effect.UpgradeRejected>().Select(rejected => rejected.Response),
            error is null ? run.Events.OfType<Observed.Rejected>().Select(rejected => rejected.Response) : []
        );
        if (error is not null) return;
        Assert.Equal(
            told.OfType<Effect.Opened>().Select(opened => opened.Agreement),
            run.Events.OfType<Observed.Opened>().Select(opened => opened.Agreement)
        );
        if (conversation.Role == Role.Server)
        {
            Assert.Equal(
                told.OfType<Effect.UpgradeRequested>().Select(requested => requested.Request),
                run.Events.OfType<Observed.Requested>().Select(requested => requested.Request)
            );
        }
    }

    [Property]
    public void However_the_bytes_of_a_direction_are_cut_the_observer_reports_the_same(Conversation conversation)
    {
        var sender = SenderTo(conversation.Role);
        var whole = ObservedRun.Opened(conversation.Agreement);
        whole.Receive(sender, BytesOf(conversation));
        var cut = ObservedRun.Opened(conversation.Agreement);
        foreach (var input in conversation.CutInputs().OfType<Input.Received>()) cut.Receive(sender, input.Bytes.ToArray());
        Assert.Equal(whole.Events, cut.Events);
        Assert.Equal(whole.State, cut.State);
        whole.End(sender);
        cut.End(sender);
        Assert.Equal(whole.Events, cut.Events);
    }

    [Property]
    public void However_a_head_is_cut_the_observer_reports_the_same(Opening opening)
    {
        var conversation = opening.Conversation;
        var sender = SenderTo(conversation.Role);
        var (whole, cut) = (new ObservedRun(), new ObservedRun());
        if (conversation.Role == Role.Client)
        {
            var request = Kernel.Start(conversation.Start).Head.ToArray();
            whole.Receive(Role.Client, request);
            foreach (var one in request) cut.Receive(Role.Client, [one]);
        }

        whole.Receive(sender, BytesOf(conversation));
        foreach (var input in conversation.CutInputs().OfType<Input.Received>()) cut.Receive(sender, input.Bytes.ToArray());
        Assert.Equal(whole.Events, cut.Events);
        Assert.Equal(whole.State, cut.State);
    }

    [Property]
    public void However_the_directions_interleave_each_has_the_same_events(Dialogue dialogue, int[] cuts)
    {
        var log = new Network(dialogue).Log;
        var expected = ObservedRun.Of(log);
        foreach (var first in new[] { Role.Client, Role.Server })
        {
            var run = ObservedRun.Of(log.Where(entry => entry.Sender == first).Concat(log.Where(entry => entry.Sender != first)));
            AssertSame(expected, run);
        }

        AssertSame(expected, ObservedRun.Of(Cut(log, cuts)));
    }

    [Property]
    public void Memory_reachable_from_an_observer_is_bounded_by_its_limits(Flood flood)
    {
        var conversation = flood.Conversation;
        var limits = conversation.Options.Limits;
        var state = Observer.Join(conversation.Agreement, limits).Next;
        var bound = 300_000 + (8 * limits.MaxMessageBytes);
        foreach (var input in conversation.CutInputs().OfType<Input.Received>())
        {
            state = state.Receive(SenderTo(conversation.Role), input.Bytes).Next;
            Assert.InRange(Reach.Of(state, typeof(Limits)), 0, bound);
        }
    }

    [Property]
    public void An_earlier_state_gives_the_same_events_again(Conversation conversation)
    {
        var sender = SenderTo(conversation.Role);
        var states = new List<(Observer State, ByteString Bytes, ObservedStep Step)>();
        var state = ObservedRun.Opened(conversation.Agreement).State;
        foreach (var input in conversation.CutInputs().OfType<Input.Received>())
        {
            var step = state.Receive(sender, input.Bytes);
            states.Add((state, input.Bytes, step));
            state = step.Next;
        }

        Assert.All(Enumerable.Reverse(states), one => Assert.Equal(one.Step, one.State.Receive(sender, one.Bytes)));
    }

    private static Role SenderTo(Role receiver) => receiver == Role.Server ? Role.Client : Role.Server;

    private static ConnectionOptions Unlimited(ConnectionOptions options) =>
        options with { Limits = ObservedRun.Roomy, Delivery = Delivery.Whole };

    private static byte[] BytesOf(Conversation conversation) =>
        conversation.Moments.SelectMany(moment => moment.FromPeer ?? []).ToArray();

    private static bool IsOfFrames(Effect effect) =>
        effect is Effect.Message or Effect.PingReceived or Effect.PongReceived or Effect.CloseReceived or Effect.Failed;

    private static void AssertSame(ObservedRun expected, ObservedRun run)
    {
        foreach (var sender in new[] { Option<Role>.None, Role.Client, Role.Server }) Assert.Equal(expected.Of(sender), run.Of(sender));
        Assert.Equal(expected.State, run.State);
    }

    /// <summary>Takes bytes of either direction in turn, with the given sizes.</summary>
    private static IEnumerable<(Role Sender, byte[] Bytes)> Cut(List<(Role Sender, byte[] Bytes)> log, int[] cuts)
    {
        var left = new[] { Role.Client, Role.Server }.ToDictionary(
            role => role,
            role => new Queue<byte>(log.Where(entry => entry.Sender == role).SelectMany(entry => entry.Bytes))
        );
        for (var turn = 0; left.Values.Any(queue => queue.Count > 0); turn++)
        {
            var sender = turn % 2 == 0 ? Role.Client : Role.Server;
            var size = cuts.Length == 0 ? 7 : 1 + (int)((uint)cuts[turn % cuts.Length] % 300);
            var bytes = new List<byte>();
            while (bytes.Count < size && left[sender].TryDequeue(out var one)) bytes.Add(one);
            yield return (sender, bytes.ToArray());
        }
    }
}
