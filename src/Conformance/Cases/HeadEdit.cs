namespace Pure.WebSockets.Conformance;

/// <summary>A departure from the head that a right endpoint sends in the opening handshake.</summary>
internal abstract record HeadEdit
{
    private HeadEdit() { }

    /// <summary>Another start line.</summary>
    /// <param name="Text">The line, without its end.</param>
    public sealed record StartLine(string Text) : HeadEdit;

    /// <summary>The fields of this name become one, in the place of the first.</summary>
    /// <param name="Name">The name, whatever its case.</param>
    /// <param name="Line">The whole line, without its end.</param>
    public sealed record Replace(string Name, string Line) : HeadEdit;

    /// <summary>The fields of this name are left out.</summary>
    /// <param name="Name">The name, whatever its case.</param>
    public sealed record Remove(string Name) : HeadEdit;

    /// <summary>One line more, behind the others.</summary>
    /// <param name="Line">The whole line, without its end.</param>
    public sealed record Append(string Line) : HeadEdit;

    /// <summary>Every name of a field in capitals, or in small letters: their case does not matter (RFC 9110 §5.1).</summary>
    /// <param name="IsUpper">Capitals.</param>
    public sealed record NamesInCase(bool IsUpper) : HeadEdit;

    /// <summary>The target of a request in absolute form, with the host that it names (RFC 9112 §3.2.2).</summary>
    public sealed record AbsoluteTarget : HeadEdit;

    /// <summary>The value of a field in small letters.</summary>
    /// <param name="Name">The name, whatever its case.</param>
    public sealed record ValueInSmallLetters(string Name) : HeadEdit;

    /// <summary>A whole response in front of it, as an interim one (RFC 9110 §15.2).</summary>
    /// <param name="Text">The response, with its line ends.</param>
    public sealed record Before(string Text) : HeadEdit;

    /// <summary>Another end of each line than CR LF.</summary>
    /// <param name="Text">The end.</param>
    public sealed record LineEnd(string Text) : HeadEdit;

    /// <summary>Only so many octets of it, and no more.</summary>
    /// <param name="Octets">How many.</param>
    public sealed record CutAfter(int Octets) : HeadEdit;
}
