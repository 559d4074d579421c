namespace Pure.WebSockets.Conformance.Tests;

/// <content>Messages, pings and pongs (RFC 6455 §5.4 to §5.6).</content>
public sealed partial class EchoPeer
{
    private const int MostFragments = 16;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.1);

    private readonly List<byte[]> fragments = [];
    private readonly List<byte[]> heldPings = [];

    // Text, binary, or 0 between messages.
    private int kind;
    private bool isCompressed;
    private bool hasPonged;

    private void Open()
    {
        state = State.Open;
        if (Has(Fault.Greets)) SendData(Text, "Welcome!"u8.ToArray());
    }

    private void TakeData(Header header, byte[] payload)
    {
        if (header.Opcode != 0 || kind == 0) Start(header);
        else if (Has(Fault.ForgetsKind)) kind = Binary;
        fragments.Add(payload);
        if (Has(Fault.RefusesManyFragments) && fragments.Count > MostFragments) throw new BrokenRuleException(1009);
        if ((ulong)fragments.Sum(fragment => (long)fragment.Length) > LongestPayload) throw new BrokenRuleException(1009);
        CheckText([.. fragments], isWhole: EndsText(header, payload));
        if (Has(Fault.EchoesFragments))
        {
            Echo(kind, payload);
            if (header.Final) kind = 0;
        }
        else if (header.Final || (Has(Fault.EndsAtEmptyFragment) && payload.Length == 0))
        {
            Finish();
        }
    }

    private void Start(Header header)
    {
        if (!(Has(Fault.KeepsFragments) && fragments.Count > 1)) fragments.Clear();
        checkedFragments = 0;
        kind = header.Opcode == 0 ? Text : header.Opcode;
        isCompressed = header.Reserved == Rsv1 && terms is not null;
        if (terms is not null && !isCompressed && Has(Fault.RefusesPlain)) throw new BrokenRuleException(1002);
    }

    private void Finish()
    {
        var (finished, message) = (kind, Joined());
        kind = 0;
        var plain = isCompressed ? Inflated(finished, message) : message;
        if (!isCompressed && terms is not null && Has(Fault.PlainEndsContext)) BeginInflation();
        if (plain is not null) Echo(finished, plain);
        if (Has(Fault.PongsAfterMessage)) SendHeldPongs();
        if (heldClose is not null) AnswerClose(heldClose);
    }

    private byte[] Joined()
    {
        List<byte[]> parts = [.. fragments];
        if (Has(Fault.ReversesFragments)) parts.Reverse();
        if (Has(Fault.SwapsFragments) && parts.Count > 2) (parts[0], parts[1]) = (parts[1], parts[0]);
        if (Has(Fault.LosesMiddleFragment) && parts.Count > 2) parts.RemoveAt(1);
        return [.. parts.SelectMany(part => part)];
    }

    private void Echo(int opcode, byte[] message)
    {
        if (message.Length > ushort.MaxValue && Has(Fault.RefusesLargeMessages)) throw new BrokenRuleException(1009);
        if (message.Length == 0 && Has(Fault.DropsEmptyMessages)) return;
        if (application != Application.Echoes)
        {
            if (application == Application.Refuses && state == State.Open) Close(1003);
            if (application == Application.Drops) End();
            if (Has(Fault.ClosesByItself) && state == State.Open) Close(1000);
            return;
        }

        if (Has(Fault.EchoesLate))
        {
            Later(Late, () => SendData(opcode, message));
            return;
        }

        var before = said.Count;
        SendData(opcode, Changed(opcode, message));
        if (Has(Fault.EchoesTwice)) SendData(opcode, message);
        if (Has(Fault.ClosesByItself)) Close(1000);
        if (!Has(Fault.EchoesOnNextFrame)) return;
        heldBack.Add([.. said[before..]]);
        said.RemoveRange(before, said.Count - before);
    }

    private byte[] Changed(int opcode, byte[] message) => fault switch
    {
        Fault.LosesLastOctet when message.Length > 0 => message[..^1],
        Fault.LosesOctetAbove125 when message.Length > 125 => message[..^1],
        Fault.LosesOctetAbove65535 when message.Length > ushort.MaxValue => message[..^1],
        Fault.ReplacesBadText when opcode == Text => System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(message)),
        Fault.CutsTextAtNul when opcode == Text => [.. message.TakeWhile(octet => octet != 0)],
        Fault.DropsByteOrderMark when opcode == Text && message is [0xEF, 0xBB, 0xBF, ..] => message[3..],
        _ => message,
    };

    private void SendData(int opcode, byte[] message)
    {
        var told = (fault, opcode) switch { (Fault.SendsTextAsBinary, _) => Binary, (Fault.SendsBinaryAsText, _) => Text, _ => opcode };
        var (payload, reserved) = Compressed(message);
        SendMessage(told, payload, reserved);
    }

    private void TakePing(byte[] payload)
    {
        if (Has(Fault.PingEndsMessage)) kind = 0;
        if (Has(Fault.PingEndsCodePoint)) checkedFragments = fragments.Count;
        if (Has(Fault.PingEndsCompression)) isCompressed = false;
        switch (fault)
        {
            case Fault.SendsNoPong:
            case Fault.PongsOnce when hasPonged:
                break;
            case Fault.EchoesPings:
                Echo(Binary, payload);
                break;
            case Fault.PongsLate:
                Later(Late, () => Send(Pong, payload));
                break;
            case Fault.PongsAfterMessage when kind != 0:
                heldPings.Add(payload);
                break;
            case Fault.ReversesPongs:
                if (heldPings.Count == 0) Later(Moment, SendHeldPongs);
                heldPings.Insert(0, payload);
                break;
            default:
                SendPong(payload);
                break;
        }
    }

    private void SendPong(byte[] payload)
    {
        hasPonged = true;
        var told = fault switch
        {
            Fault.SendsEmptyPong => [],
            Fault.SendsOtherPong => "other"u8.ToArray(),
            Fault.CutsPongAtNul => [.. payload.TakeWhile(octet => octet != 0)],
            _ => payload,
        };
        if (!Has(Fault.FragmentsPongs) || told.Length < 2)
        {
            Send(Has(Fault.PingsBack) ? Ping : Pong, told);
            return;
        }

        Send(Pong, told[..1], final: false);
        Send(0, told[1..]);
    }

    private void SendHeldPongs()
    {
        foreach (var payload in heldPings) SendPong(payload);
        heldPings.Clear();
    }

    private void TakePong(byte[] payload)
    {
        if (Has(Fault.RefusesPongs)) throw new BrokenRuleException(1002);
        if (Has(Fault.PongEndsMessage)) kind = 0;
        if (Has(Fault.AnswersPongs)) Send(Pong, payload);
    }
}
