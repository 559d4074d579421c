using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>A valid message, perhaps the start of another, then one frame that breaks one rule; and how the network cuts them.</summary>
public sealed record Breach(Role Role, WireFrame[] Before, BrokenFrame Broken, int[] Cuts)
{
    public static Gen<Breach> Any =>
        from role in Gen.Elements(Role.Server, Role.Client)
        from before in Frames.Message(role, Opcode.Text, Bytes.Text)
        from within in Gen.Elements(true, false)
        from text in Bytes.Text
        from start in Frames.Frame(role, final: false, Opcode.Text, text)
        from broken in BrokenFrames.To(role, within)
        from cuts in Conversations.Cuts
        select new Breach(role, within ? [.. before, start] : before, broken, cuts);

    public Conversation Conversation =>
        new(
            Role,
            ConnectionOptions.Default,
            startsOpen: true,
            [.. Before.Append(Broken.Frame).Select(frame => (Moment)new Moment.PeerFrame(frame))],
            Cuts,
            lent: 4
        );

    public override string ToString() => $"{Broken}, after {string.Join(", ", (object[])Before)}, cut {string.Join(' ', Cuts)}";
}
