namespace Pure.WebSockets.Conformance.Tests;

/// <content>The closing handshake and failing the connection (RFC 6455 §5.5.1, §7).</content>
public sealed partial class EchoPeer
{
    private byte[]? heldClose;

    /// <summary>Whether it still reads frames after its own close frame.</summary>
    private bool ReadsOn => fault is Fault.EchoesAfterClose or Fault.PongsAfterClose or Fault.GoesOnAfterFailing;

    private void TakeClose(byte[] payload)
    {
        if (kind != 0 && Has(Fault.RefusesCloseInMessage)) throw new BrokenRuleException(1002);
        if (kind != 0 && Has(Fault.EchoesHalfMessage)) Echo(kind, Joined());
        CheckClose(payload);
        if (kind != 0 && Has(Fault.ClosesAfterMessage)) heldClose = payload;
        else if (Has(Fault.ClosesLate)) Later(Late, () => AnswerClose(payload));
        else if (Has(Fault.AnswersNoClose)) state = State.Closed;
        else if (Has(Fault.DropsAtClose)) End();
        else AnswerClose(payload);
    }

    private void CheckClose(byte[] payload)
    {
        if (payload.Length == 1 && !Has(Fault.TakesHalfACode)) throw new BrokenRuleException(1002);
        if (payload.Length < 2) return;
        var code = (payload[0] << 8) | payload[1];
        if (!MayBeSent(code))
            throw new BrokenRuleException(1002);
        if (Utf8Reading.Of(payload.AsSpan(2), Fault.None) != Soundness.Sound && !Has(Fault.TakesBadReason))
            throw new BrokenRuleException(1007);
    }

    /// <summary>The codes that RFC 6455 §7.4 and the IANA registry allow in a close frame.</summary>
    private bool MayBeSent(int code) => code switch
    {
        0 => Has(Fault.TakesCode0),
        999 => Has(Fault.TakesCode999),
        1004 => Has(Fault.TakesCode1004),
        1005 => Has(Fault.TakesCode1005),
        1006 => Has(Fault.TakesCode1006),
        1012 => !Has(Fault.RefusesCode1012),
        1013 => !Has(Fault.RefusesCode1013),
        1014 => !Has(Fault.RefusesCode1014),
        1015 => Has(Fault.TakesCode1015),
        >= 1000 and <= 1011 => true,
        >= 1016 and <= 2999 => Has(Fault.TakesCodesBelow3000),
        >= 3000 and <= 3999 => !Has(Fault.RefusesCodesFrom3000),
        >= 4000 and <= 4999 => !Has(Fault.RefusesCodesFrom4000),
        _ => false,
    };

    /// <summary>Echoes the code, or the absence of one. Then the server ends the transport, and the client waits for that.</summary>
    private void AnswerClose(byte[] payload)
    {
        byte[] code = payload.Length >= 2 ? payload[..2] : payload.Length == 1 ? [0x03, 0xE8] : [];
        byte[] answer = fault switch
        {
            Fault.Says1001 => [0x03, 0xE9],
            Fault.Says1005 when code.Length == 0 => [0x03, 0xED],
            Fault.Says1006 => [0x03, 0xEE],
            Fault.SaysHalfACode => [0x03],
            Fault.SwapsCode when code.Length == 2 => [code[1], code[0]],
            Fault.SaysLongReason when code.Length == 2 => [.. code, .. Enumerable.Repeat((byte)'*', 124)],
            Fault.SaysBadReason when code.Length == 2 => [.. code, 0xFF],
            _ => code,
        };
        Send(CloseFrame, answer);
        state = State.Closed;
        if (Has(Fault.ClosesTwice)) Send(CloseFrame, answer);
        if (Has(Fault.SpeaksAfterClose)) SendData(Text, "one more thing"u8.ToArray());
        if (role == Role.Client) Later(WaitForServer, End);
        else if (ReadsOn) Later(HalfASecond, End);
        else if (Has(Fault.EndsLate)) Later(Late, End);
        else if (!Has(Fault.KeepsTransport)) End();
    }

    /// <summary>Starts the closing handshake.</summary>
    private void Close(int code)
    {
        Send(CloseFrame, [(byte)(code >> 8), (byte)code]);
        state = State.Closed;
        Later(WaitForServer, End);
    }

    /// <summary>Fails the connection: sends a close frame and ends the transport (RFC 6455 §7.1.7).</summary>
    private void Fail(int code)
    {
        if (state == State.Opening && role == Role.Server)
        {
            Refuse(code);
            return;
        }

        if (state == State.Open)
        {
            Close(fault switch
            {
                Fault.FailsWith1000 => 1000,
                Fault.FailsWith1006 => 1006,
                Fault.FailsWith1011 when code == 1002 => 1011,
                Fault.FailsTextWith1002 when code == 1007 => 1002,
                Fault.FailsFramesWith1007 when code == 1002 => 1007,
                _ => code,
            });
        }

        hasFailed = Has(Fault.GoesOnAfterFailing) && state == State.Closed;
        if (!hasFailed) End();
    }
}
