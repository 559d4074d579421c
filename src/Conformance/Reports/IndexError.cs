namespace Pure.WebSockets.Conformance;

/// <summary>Why a file is no index of reports.</summary>
/// <param name="File">The file.</param>
/// <param name="Place">Where in it: an agent, a case and a key, or a line; nothing when it is about the whole file.</param>
/// <param name="Problem">What is wrong there.</param>
public sealed record IndexError(string File, Option<string> Place, string Problem)
{
    /// <summary>All of it, in one line.</summary>
    public override string ToString() => PrintableText.OneLine($"'{File}'{Place.Map(place => $", {place}").IfNone("")}: {Problem}.");
}
