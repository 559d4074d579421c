using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Executes the commands in a client's messages (direct command mode), in the order in which the messages are received. If a command is
/// invalid, the connection is closed with code 1008 and a reason. No command is executed after the connection has been closed.
/// </summary>
internal static class DirectCommands
{
    public static void Perform(Effect.Message message, CoreConversation conversation)
    {
        switch (DirectCommand.Parse(message).Case)
        {
            case DirectCommand.Send send:
                conversation.Post([.. send.Frames.SelectMany(one => Pieces(WireFrame.Encode(one.Frame, one.Key), one.Frame.Chop))]);
                break;
            case DirectCommand.Close close when CloseCode.IsValidOnTheWire(close.Status.Code) || close.Status == CloseStatus.None:
                conversation.Post(new Input.Close(close.Status));
                break;
            case DirectCommand.Close close:
                Refuse(conversation, $"a close frame must not have code {close.Status.Code}. Use sendframe with opcode 8 instead");
                break;
            case DirectCommand.Echo echo:
                conversation.Post([WireFrame.Encode(new RawFrame((int)MessageKind.Text, echo.Payload), Option<MaskKey>.None)]);
                break;
            case string why:
                Refuse(conversation, why);
                break;
        }
    }

    private static void Refuse(CoreConversation conversation, string why) =>
        conversation.Post(new Input.Close(new CloseStatus(CloseCode.PolicyViolation, Cut(why))));

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
