namespace Pure.WebSockets.Host.Tests;

public sealed class SendQueueTests
{
    private readonly Lock gate = new();
    private SendQueue queue;

    [Fact]
    public void A_message_waits_behind_those_that_wait()
    {
        Assert.True(queue.CanSendNow(Whole));
        Enqueue(Whole);
        Assert.False(queue.CanSendNow(Whole));
    }

    [Fact]
    public void Waiting_messages_leave_in_the_order_of_their_calls()
    {
        var (first, second) = (Enqueue(Whole), Enqueue(Whole));
        Assert.Same(first, queue.DequeueSendable());
        Assert.Same(second, queue.DequeueSendable());
        Assert.Null(queue.DequeueSendable());
        Assert.True(queue.CanSendNow(Whole));
    }

    [Fact]
    public void Between_the_parts_of_a_message_only_its_owner_and_control_frames_may_send()
    {
        var owner = new object();
        queue.OnSent(Part(owner, final: false));
        Assert.False(queue.CanSendNow(Whole));
        Assert.False(queue.CanSendNow(Part(new object(), final: false)));
        Assert.True(queue.CanSendNow(Part(owner, final: false)));
        Assert.True(queue.CanSendNow(Control(OutgoingType.Ping)));
        Assert.True(queue.CanSendNow(Control(OutgoingType.Pong)));
        queue.OnSent(Part(owner, final: true));
        Assert.True(queue.CanSendNow(Whole));
    }

    [Fact]
    public void The_owner_of_the_message_in_progress_passes_those_that_wait_for_its_end()
    {
        var owner = new object();
        queue.OnSent(Part(owner, final: false));
        var other = Enqueue(Whole);
        var part = Enqueue(Part(owner, final: true));
        Assert.True(queue.CanSendNow(Part(owner, final: false)));
        Assert.Same(part, queue.DequeueSendable());
        Assert.Null(queue.DequeueSendable());
        queue.OnSent(Part(owner, final: true));
        Assert.Same(other, queue.DequeueSendable());
    }

    [Fact]
    public void At_the_end_of_the_connection_all_leave_even_those_that_wait_for_a_message()
    {
        queue.OnSent(Part(new object(), final: false));
        var waiting = Enqueue(Whole);
        Assert.Same(waiting, queue.Dequeue());
        Assert.Null(queue.Dequeue());
    }

    [Fact]
    public async Task A_cancelled_send_has_left_the_queue()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = queue.Enqueue(Whole, cancel.Token, gate);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Task);
        Assert.Null(queue.DequeueSendable());
    }

    [Fact]
    public async Task A_send_that_left_the_queue_can_no_longer_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = queue.Enqueue(Whole, cancel.Token, gate);
        Assert.Same(waiting, queue.DequeueSendable());
        await cancel.CancelAsync();
        Assert.False(waiting.Task.IsCompleted);
        waiting.Complete(failure: null);
        await waiting.Task;
    }

    private static OutgoingMessage Whole => new(OutgoingType.Whole, MessageKind.Text, default, Final: true, default);

    private static OutgoingMessage Part(object owner, bool final) =>
        new(OutgoingType.Part, MessageKind.Text, default, final, default) { Owner = owner };

    private static OutgoingMessage Control(OutgoingType type) => new(type, default, default, Final: true, default);

    private PendingSend Enqueue(OutgoingMessage message) => queue.Enqueue(message, CancellationToken.None, gate);
}
