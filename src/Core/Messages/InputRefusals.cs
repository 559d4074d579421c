namespace Pure.WebSockets;

/// <summary>What whoever drives a connection may not ask of it, as bytes from the peer would be lost.</summary>
internal static class InputRefusals
{
    public static Refusal InputHeld { get; } =
        new("RFC 6455 §5.4", "the state holds bytes from the peer for Protocol.Step, which the kernel does not read: go on with Step");

    public static Refusal PiecesDelivered { get; } =
        new(
            "RFC 6455 §5.4",
            "the kernel has delivered pieces of the message under way, which would be missing from the joined one: go on with the "
                + "kernel, or with Delivery.Pieces"
        );

    public static Refusal TooMuchWaits(int bytes, long limit) =>
        new(
            "RFC 6455 §10.4",
            $"{bytes} bytes more than the {limit} that may wait here for the application: continue first, then give them again"
        );
}
