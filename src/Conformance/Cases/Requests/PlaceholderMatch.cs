namespace Pure.WebSockets.Conformance;

/// <summary>
/// Compares a text with a pattern. The pieces before the content are compared from the start of the text. The pieces after the content are
/// compared from the end of the text. The content consists of everything between these pieces. A placeholder for digits next to the content
/// matches as many digits as possible, so these digits do not become part of the content. The comparison takes linear time in the length of
/// the text.
/// </summary>
internal static class PlaceholderMatch
{
    /// <summary>A piece of a pattern.</summary>
    /// <param name="Kind">The kind of the piece.</param>
    /// <param name="Literal">The text of a literal, or an empty text for pieces of other kinds.</param>
    internal readonly record struct PatternPiece(PatternPieceKind Kind, string Literal)
    {
        /// <summary>The content of a case.</summary>
        public static PatternPiece Content { get; } = new(PatternPieceKind.Content, "");

        /// <summary>Any text, which can be empty.</summary>
        public static PatternPiece Any { get; } = new(PatternPieceKind.Any, "");

        /// <summary>One or more digits.</summary>
        public static PatternPiece Digits { get; } = new(PatternPieceKind.Digits, "");

        /// <summary>Returns the piece for a literal.</summary>
        public static PatternPiece Of(string literal) => new(PatternPieceKind.Literal, literal);
    }

    /// <summary>The kinds of pieces.</summary>
    internal enum PatternPieceKind
    {
        /// <summary>A literal.</summary>
        Literal,

        /// <summary>One or more digits.</summary>
        Digits,

        /// <summary>Any text.</summary>
        Any,

        /// <summary>The content of a case.</summary>
        Content,
    }

    /// <summary>
    /// Returns the content, which is empty if the pattern has no content. Returns None if the text does not match the pattern.
    /// </summary>
    public static Option<string> Find(string text, PatternPiece[] pieces)
    {
        var rest = text.AsSpan();
        var content = Array.FindIndex(pieces, piece => piece.Kind == PatternPieceKind.Content);
        // If the pattern has no {content}, the comparison treats the last {any} like {content}. If the pattern has no {any} either, all
        // pieces are compared from the start.
        var middle = content >= 0 ? content : Array.FindLastIndex(pieces, piece => piece.Kind == PatternPieceKind.Any);
        if (middle < 0) return TakeStart(ref rest, pieces) && rest.IsEmpty ? "" : Option<string>.None;
        return TakeStart(ref rest, pieces.AsSpan(0, middle)) && TakeEnd(ref rest, pieces.AsSpan(middle + 1))
            ? content >= 0 ? rest.ToString() : ""
            : Option<string>.None;
    }

    private static bool TakeStart(ref ReadOnlySpan<char> text, ReadOnlySpan<PatternPiece> pieces)
    {
        var skips = false;
        foreach (var piece in pieces)
        {
            if (piece.Kind is PatternPieceKind.Any or PatternPieceKind.Content)
            {
                skips = true;
                continue;
            }

            var isLiteral = piece.Kind == PatternPieceKind.Literal;
            var at = isLiteral ? text.IndexOf(piece.Literal, StringComparison.Ordinal) : text.IndexOfAnyInRange('0', '9');
            if (at < 0 || (at > 0 && !skips)) return false;
            text = text[at..];
            var length = isLiteral ? piece.Literal.Length : text.IndexOfAnyExceptInRange('0', '9');
            text = length < 0 ? [] : text[length..];
            skips = false;
        }

        return true;
    }

    private static bool TakeEnd(ref ReadOnlySpan<char> text, ReadOnlySpan<PatternPiece> pieces)
    {
        var skips = false;
        for (var last = pieces.Length - 1; last >= 0; last--)
        {
            var piece = pieces[last];
            if (piece.Kind is PatternPieceKind.Any or PatternPieceKind.Content)
            {
                skips = true;
                continue;
            }

            var isLiteral = piece.Kind == PatternPieceKind.Literal;
            var at = isLiteral ? text.LastIndexOf(piece.Literal, StringComparison.Ordinal) : text.LastIndexOfAnyInRange('0', '9');
            var end = at + (isLiteral ? piece.Literal.Length : 1);
            if (at < 0 || (end < text.Length && !skips)) return false;
            text = isLiteral ? text[..at] : text[..(text[..end].LastIndexOfAnyExceptInRange('0', '9') + 1)];
            skips = false;
        }

        return true;
    }
}
