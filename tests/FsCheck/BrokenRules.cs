using System.Text.Unicode;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>The rules of RFC 6455 for a single frame without extensions. The code shares nothing with the library and its model.</summary>
internal static class BrokenRules
{
    private const int LongestControl = 125;

    /// <summary>Returns the section of each rule that a frame breaks, once for each rule.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    /// <param name="within">Whether a text message is in progress, whose fragments so far are valid text.</param>
    public static string[] Of(WireFrame frame, Role receiver, bool within)
    {
        var payload = frame.Payload.ToArray();
        var (isControl, isClose, length) = (frame.Opcode >= 8, frame.Opcode == 8, payload.Length);
        var code = length >= 2 ? (payload[0] << 8) | payload[1] : 0;
        (bool IsBroken, string Section)[] rules =
        [
            (frame.Reserved != 0, "§5.2"),
            (frame.Opcode is (>= 3 and <= 7) or >= 11, "§5.2"),
            (frame.Form == LengthForm.TopBit, "§5.2"),
            (frame.Form == LengthForm.SixteenBits && length < 126, "§5.2"),
            (frame.Form == LengthForm.SixtyFourBits && length < 65_536, "§5.2"),
            ((frame.Key is null) == (receiver == Role.Server), "§5.1"),
            (frame.Opcode == 0 && !within, "§5.4"),
            (frame.Opcode is 1 or 2 && within, "§5.4"),
            (isControl && !frame.Final, "§5.5"),
            // A length with its first bit set is more than 125 bytes.
            (isControl && (length > LongestControl || frame.Form == LengthForm.TopBit), "§5.5"),
            (isClose && length == 1, "§5.5.1"),
            (isClose && length > 1 && code is < 1000 or (>= 1004 and <= 1006) or (>= 1015 and < 3000) or > 4999, "§7.4"),
            (isClose && length > 1 && !Utf8.IsValid(payload.AsSpan(2)), "§8.1"),
            ((frame.Opcode == 1 || (frame.Opcode == 0 && within)) && !Utf8.IsValid(payload), "§8.1"),
        ];
        return [.. rules.Where(rule => rule.IsBroken).Select(rule => "RFC 6455 " + rule.Section)];
    }
}
