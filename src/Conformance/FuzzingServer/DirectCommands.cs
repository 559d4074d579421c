using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Executes the commands in a client's messages (direct command mode). The commands that send frames or messages are executed in order. A
/// command that closes the connection is executed after the other commands that were received in the same read. If a command is invalid,
/// the connection is closed with 1008 and a reason.
/// </summary>
internal static class DirectCommands
{
    public static void Perform(Effect.Message message, Link link, CoreConversation conversation) =>
        conversation.Post(DirectCommand.Parse(message).Match(Right: command => Perform(command, link), Left: Refused));

    private static Input[] Perform(DirectCommand command, Link link)
    {
        switch (command)
        {
            case DirectCommand.Send send:
                foreach (var (frame, key) in send.Frames) link.Writer.Write(Pieces(WireFrame.Encode(frame, key), frame.Chop));
                return [];
            case DirectCommand.Close close when CloseCode.IsValidOnTheWire(close.Status.Code) || close.Status == CloseStatus.None:
                return [new Input.Close(close.Status)];
            case DirectCommand.Close close:
                return Refused($"a close frame must not have code {close.Status.Code}; sendframe with opcode 8 sends anything");
            case DirectCommand.Echo echo:
                // The message bypasses the core library, so that it is sent in the correct order among the frames of the commands sendframe
                // and sendframes.
                link.Writer.Write([WireFrame.Encode(new RawFrame((int)MessageKind.Text, echo.Payload), Option<MaskKey>.None)]);
                return [];
            default:
                return [];
        }
    }

    private static Input[] Refused(string why) => [new Input.Close(new CloseStatus(CloseCode.PolicyViolation, Cut(why)))];

    private static string Cut(string reason) =>
        Encoding.UTF8.GetByteCount(reason) <= CloseStatus.MaxReasonBytes
            ? reason
            : string.Concat(reason.Where(char.IsAscii).Take(CloseStatus.MaxReasonBytes));

    private static ByteString[] Pieces(ReadOnlyMemory<byte> octets, int size) =>
        size == 0
            ? [octets]
            :
            [
                .. Enumerable
                    .Range(0, (octets.Length + size - 1) / size)
                    .Select(at => (ByteString)octets.Slice(at * size, Math.Min(size, octets.Length - (at * size)))),
            ];
}
