namespace Pure.WebSockets.Conformance;

/// <summary>A change to the head that the tester sends in the opening handshake.</summary>
internal abstract record HeadEdit
{
    private HeadEdit() { }

    /// <summary>Replaces the start line.</summary>
    /// <param name="Text">The line, without its line ending.</param>
    public sealed record StartLine(string Text) : HeadEdit;

    /// <summary>
    /// Replaces all header fields with the given name by a single line, at the position of the first of these fields. If the head has
    /// no field with this name, adds the line at the end of the head.
    /// </summary>
    /// <param name="Name">The field name. The comparison is case-insensitive.</param>
    /// <param name="Line">The whole line, without its line ending.</param>
    public sealed record Replace(string Name, string Line) : HeadEdit;

    /// <summary>Removes all header fields with the given name.</summary>
    /// <param name="Name">The field name. The comparison is case-insensitive.</param>
    public sealed record Remove(string Name) : HeadEdit;

    /// <summary>Adds a line at the end of the head.</summary>
    /// <param name="Line">The whole line, without its line ending.</param>
    public sealed record Append(string Line) : HeadEdit;

    /// <summary>
    /// Writes the names of all header fields in upper case or in lower case. Field names are case-insensitive (RFC 9110 §5.1).
    /// </summary>
    /// <param name="IsUpper">Whether the names are written in upper case.</param>
    public sealed record NamesInCase(bool IsUpper) : HeadEdit;

    /// <summary>Writes the request target in absolute form, with the request's host (RFC 9112 §3.2.2).</summary>
    public sealed record AbsoluteTarget : HeadEdit;

    /// <summary>
    /// Converts the value of a header field to lower case. If several fields have the given name, only the first of these fields is
    /// changed.
    /// </summary>
    /// <param name="Name">The field name. The comparison is case-insensitive.</param>
    public sealed record ValueInSmallLetters(string Name) : HeadEdit;

    /// <summary>Sends another complete response before the head, such as an interim response (RFC 9110 §15.2).</summary>
    /// <param name="Text">The response, with its line endings.</param>
    public sealed record Before(string Text) : HeadEdit;

    /// <summary>Ends each line of the head with the given text instead of CR LF.</summary>
    /// <param name="Text">The line ending.</param>
    public sealed record LineEnd(string Text) : HeadEdit;

    /// <summary>Sends only the first bytes of the head.</summary>
    /// <param name="Octets">The number of bytes.</param>
    public sealed record CutAfter(int Octets) : HeadEdit;
}
