namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An echo about to be sent.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Kind">Text or binary.</param>
/// <param name="Message">The message.</param>
/// <param name="Compressed">Its compressed payload.</param>
public sealed record Echo(int Number, MessageKind Kind, byte[] Message, byte[] Compressed);

/// <summary>A single fault of a server with compression.</summary>
/// <param name="Answer">The Sec-WebSocket-Extensions of its response; empty for none.</param>
/// <param name="Frames">The frames it makes of each echo; by default one compressed frame.</param>
public sealed record DeflateFault(string Answer, Func<Echo, byte[]> Frames)
{
    public const string Plain = "permessage-deflate";

    /// <summary>No fault, with this answer.</summary>
    public static DeflateFault None(string answer = Plain) => new(answer, echo => Frame(echo.Kind, echo.Compressed));

    /// <summary>Wrong frames.</summary>
    public static DeflateFault In(Func<Echo, byte[]> frames) => new(Plain, frames);

    public static byte[] Frame(MessageKind kind, byte[] payload, int reserved = 4) => Frame((int)kind, payload, final: true, reserved);

    public static byte[] Frame(int opcode, byte[] payload, bool final, int reserved) =>
        WireFrame.Encode(new RawFrame(opcode, Payload.Of(payload), final, reserved), LanguageExt.Option<MaskKey>.None);
}
