namespace Pure.WebSockets;

/// <summary>What <see cref="Protocol.Step"/> keeps above the kernel: input the kernel could not take yet, and the message being joined.</summary>
/// <param name="Rest">The start of a header or a control frame, at most 139 bytes.</param>
/// <param name="Message">The pieces of the message under way.</param>
internal sealed record Held(Gathered Rest, Gathered Message)
{
    public static Held Nothing { get; } = new(Gathered.Empty, Gathered.Empty);

    /// <summary>The same by content, as the one that holds nothing when it holds nothing: an idle connection then compares by reference.</summary>
    public static Held Of(Gathered rest, Gathered message) => rest.Length == 0 && message.Length == 0 ? Nothing : new Held(rest, message);
}
