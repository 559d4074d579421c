namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 11: the options bound the memory that is reachable from a state, whatever arrives. The compressed bytes of a message in progress
/// count against the message limit, and so does input that is not yet consumed.
/// </summary>
public sealed class Law11_Bounded
{
    /// <summary>A connection without content, and chunks that are not full.</summary>
    private const long Fixed = 4096;

    /// <summary>The memory for each byte of a head. The shortest field, "a:" and its line end, becomes a header of two strings.</summary>
    private const long Parsed = 64;

    /// <summary>
    /// With compression: two windows, each in memory of up to twice its size, the tables of a window of 32 KiB, and the codes of a block.
    /// </summary>
    private const long Contexts = (4 * 32 * 1024) + (128 * 1024) + (16 * 1024);

    [Property]
    public void Memory_reachable_from_a_state_is_bounded_by_the_options_whatever_arrives(Flood flood)
    {
        var conversation = flood.Conversation;
        foreach (var (_, _, transition) in StepRun.Steps(conversation.Start, conversation.CutInputs()))
            Assert.InRange(Reach.Of(transition.Next, typeof(ConnectionOptions)), 0, Bound(conversation));
    }

    [Property]
    public void A_snapshot_is_no_longer_than_what_the_options_allow_to_hold(Flood flood)
    {
        var conversation = flood.Conversation;
        foreach (var (_, _, transition) in StepRun.Steps(conversation.Start, conversation.CutInputs()))
            Assert.InRange(Snapshot.Write(transition.Next).Length, 0, Bound(conversation));
    }

    // Waiting input came in one Received and is copied once. A message is stored in chunks that are at most half empty. Delivered pieces
    // are not stored.
    private static long Bound(Conversation conversation)
    {
        var options = conversation.Options;
        var compressed = options.Compression.IsSome || conversation.Agreement.Compression.IsSome;
        var message = compressed
            ? Math.Max(options.Limits.MaxMessageBytes, options.Limits.Plain)
            : options.Limits.MaxMessageBytes;
        var given = conversation.CutInputs().OfType<Input.Received>().Select(received => received.Bytes.Length).DefaultIfEmpty().Max();
        return Fixed
            + given
            + (compressed ? Contexts : 0)
            + (Parsed * Math.Max(0, options.Limits.MaxHeadBytes))
            + (options.Delivery == Delivery.Whole ? 2 * message : 0);
    }
}
