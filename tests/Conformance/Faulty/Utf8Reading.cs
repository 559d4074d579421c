namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The result of reading bytes as text.</summary>
internal enum Soundness
{
    /// <summary>The bytes are UTF-8.</summary>
    Sound,

    /// <summary>The bytes end within a code point.</summary>
    Cut,

    /// <summary>The bytes are not UTF-8, whatever follows.</summary>
    Broken,
}

/// <summary>A UTF-8 decoder written from RFC 3629 §3 and §4.</summary>
internal static class Utf8Reading
{
    public static Soundness Of(ReadOnlySpan<byte> octets, Fault fault)
    {
        while (!octets.IsEmpty)
        {
            var length = LengthOf(octets[0], fault);
            if (length == 0) return Soundness.Broken;
            var code = length == 1 ? octets[0] : octets[0] & (0x7F >> length);
            var there = 1;
            for (; there < length && there < octets.Length; there++)
            {
                if ((octets[there] & 0xC0) != 0x80) return Soundness.Broken;
                code = (code << 6) | (octets[there] & 0x3F);
            }

            // The missing bytes complete one of these code points.
            var missing = 6 * (length - there);
            if (length > 1 && !MayBe(code << missing, (code << missing) | ((1 << missing) - 1), length, fault)) return Soundness.Broken;
            if (missing > 0) return Soundness.Cut;
            if (!Likes(code, length, fault)) return Soundness.Broken;
            octets = octets[length..];
        }

        return Soundness.Sound;
    }

    private static int LengthOf(byte first, Fault fault) => first switch
    {
        < 0x80 => 1,
        < 0xC0 => 0,
        < 0xE0 => 2,
        < 0xF0 => 3,
        < 0xF8 => 4,
        < 0xFC when fault == Fault.TakesLongForms => 5,
        < 0xFE when fault == Fault.TakesLongForms => 6,
        _ => 0,
    };

    /// <summary>Whether a code point in this range can be encoded in this many bytes.</summary>
    private static bool MayBe(int first, int last, int length, Fault fault)
    {
        int[] least = [0, 0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000];
        if (last < least[length] && fault != Fault.TakesOverlongForms) return false;
        if (first > 0x10FFFF && fault is not (Fault.TakesBeyondUnicode or Fault.TakesLongForms)) return false;
        return !(first >= 0xD800 && last <= 0xDFFF && length == 3) || fault == Fault.TakesSurrogates;
    }

    private static bool Likes(int code, int length, Fault fault) => fault switch
    {
        Fault.RefusesNul => code != 0,
        Fault.RefusesFourOctets => length < 4,
        Fault.RefusesNoncharacters => (code & 0xFFFE) != 0xFFFE,
        _ => true,
    };
}
