namespace Pure.WebSockets.FsCheck;

/// <summary>The encoding of a payload length. RFC 6455 §5.2 allows only the shortest form.</summary>
public enum LengthForm
{
    /// <summary>The shortest form.</summary>
    Minimal,

    /// <summary>Two bytes of extended payload length. This form is invalid for payloads of fewer than 126 bytes.</summary>
    SixteenBits,

    /// <summary>Eight bytes of extended payload length. This form is invalid for payloads of fewer than 65,536 bytes.</summary>
    SixtyFourBits,

    /// <summary>Eight bytes of extended payload length, with the most significant bit set. This form is always invalid.</summary>
    TopBit,
}
