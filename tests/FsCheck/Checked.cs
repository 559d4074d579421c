using System.Text.RegularExpressions;
using FsCheck;
using Microsoft.FSharp.Core;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>Checks a property with a fixed seed, and reads what FsCheck prints for a failure.</summary>
/// <param name="Text">The text of the failure.</param>
internal sealed partial record Checked(string Text)
{
    private const string Mark = "Shrunk:";

    /// <summary>The part after the mark of the shrunk value. It is the original value if nothing was shrunk.</summary>
    public string Shrunk => Text.IndexOf(Mark, StringComparison.Ordinal) is > 0 and var at
        ? Text[at..]
        : Text[Text.IndexOf("Original:", StringComparison.Ordinal)..];

    /// <summary>The frames of the shrunk conversation.</summary>
    public int Frames => Frame().Count(Shrunk);

    /// <summary>Checks a property that must hold.</summary>
    public static void Holds(Property property, int cases = 100) => Check.One(Configured(cases), property);

    /// <summary>Checks a property that must not hold.</summary>
    public static Checked Fails(Property property, int cases = 2000) =>
        new(Assert.ThrowsAny<Exception>(() => Check.One(Configured(cases), property)).Message);

    private static Config Configured(int cases) =>
        Config
            .QuickThrowOnFailure.WithMaxTest(cases)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(16, 5), FSharpOption<int>.None)));

    [GeneratedRegex(@"^\s+send ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Frame();
}
