using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>A step of a conversation that shows a difference between a peer and the RFCs or between two peers.</summary>
/// <param name="Input">The input that the tester sent.</param>
/// <param name="Octets">The bytes that the tester sent, or an empty array if the input is the end of the tester's output.</param>
/// <param name="Answer">The answer of the peer to the input.</param>
internal sealed record LearnStep(LearnInput Input, byte[] Octets, PeerAnswer Answer)
{
    /// <summary>Returns the steps of the conversation in which the inputs of a word are sent.</summary>
    public static ImmutableArray<LearnStep> Of(int[] word, AnswerTree root, LearnSettings settings) =>
    [
        .. root
            .Along(word)
            .Skip(1)
            .Select((tree, index) =>
            {
                var input = settings.Inputs[word[index]];
                return new LearnStep(input, input.Octets(settings.Tester, index + 1), tree.Answer);
            }),
    ];
}

/// <summary>The shortest conversation that shows one kind of difference between a peer's behaviour and the RFCs.</summary>
/// <param name="Finding">The finding of the model that describes the difference.</param>
/// <param name="Steps">
/// The steps of the conversation. There are no steps if the difference occurs directly after the opening handshake.
/// </param>
/// <param name="Opening">The frames that the peer sent before the first step.</param>
/// <param name="Count">The number of answers with a difference of this kind.</param>
/// <param name="Missed">The number of repetitions of the conversation that did not show the difference.</param>
internal sealed record LearnDifference(ModelFinding Finding, ImmutableArray<LearnStep> Steps, PeerAnswer Opening, int Count, int Missed)
{
    /// <summary>Whether the conversation was not repeated because the peer could no longer be reached or the run was stopped.</summary>
    public bool IsUnrepeated { get; init; }

    /// <summary>Whether the peer broke a mandatory rule in the conversation and in each repetition.</summary>
    public bool IsFailure => Finding.Demand == Demand.Must && Missed == 0;
}
