using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// All transitions from one state to another state, or from a state to itself. These transitions are drawn as a single arrow.
/// </summary>
/// <param name="From">The number of the state in which the transitions start.</param>
/// <param name="To">The number of the state to which the transitions lead.</param>
/// <param name="Labels">The inputs of the transitions, grouped by answer and demand.</param>
internal sealed record MachineArrow(int From, int To, IReadOnlyList<MachineLabel> Labels)
{
    /// <summary>Returns the arrows of a state machine. States in which the transport has ended have no outgoing arrows.</summary>
    public static IReadOnlyList<MachineArrow> Of(MealyMachine machine, ModelComparison? comparison) =>
    [
        .. from state in Enumerable.Range(0, machine.States.Length)
        where !machine.IsOver(state)
        from arrow in machine
            .States[state]
            .Transitions.Select((transition, input) => (transition, input))
            .GroupBy(one => one.transition.Target)
        orderby state, arrow.Key
        select new MachineArrow(
            state,
            arrow.Key,
            [
                .. from one in arrow
                group one.input by (one.transition.Answer, Demand: DemandOf(comparison, state, one.input)) into label
                select new MachineLabel(
                    string.Join(", ", label.Select(input => machine.Inputs[input].Name)),
                    label.Key.Answer.Text,
                    label.Key.Demand
                ),
            ]
        ),
    ];

    private static Demand DemandOf(ModelComparison? comparison, int state, int input) =>
        comparison is not null && comparison.Demands.TryGetValue((state, input), out var demand) ? demand : Demand.May;
}

/// <summary>Inputs with the same answer and the same demand.</summary>
/// <param name="Inputs">The names of the inputs, separated by commas.</param>
/// <param name="Answer">The answer of the peer to each of the inputs.</param>
/// <param name="Demand">
/// The demand of the strongest difference from the RFCs, or May if there is no difference. All transitions of the label have the same
/// demand.
/// </param>
internal sealed record MachineLabel(string Inputs, string Answer, Demand Demand)
{
    /// <summary>The text that marks a difference, such as “ [MUST]”, or an empty string if there is no difference.</summary>
    public string Mark => Demand switch { Demand.Must => " [MUST]", Demand.Should => " [SHOULD]", _ => "" };
}

/// <summary>Writes a learned state machine as text.</summary>
internal static class MachineText
{
    /// <summary>
    /// Returns the state machine as a Mermaid state diagram. The label of a transition that differs from the RFCs ends with MUST or
    /// SHOULD.
    /// </summary>
    public static string Mermaid(MealyMachine machine, ModelComparison? comparison)
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        for (var state = 0; state < machine.States.Length; state++)
            text.Append($"    state \"{Name(state, comparison)}\" as s{state}\n");
        text.Append(machine.Opening == PeerAnswer.Silence ? "    [*] --> s0\n" : $"    [*] --> s0 : sends {Safe(machine.Opening.Text)}\n");
        foreach (var arrow in MachineArrow.Of(machine, comparison))
        {
            var lines = arrow.Labels.Select(label => $"{label.Inputs} / {Safe(label.Answer)}{label.Mark}");
            text.Append($"    s{arrow.From} --> s{arrow.To} : {string.Join("<br/>", lines)}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// Returns the state machine in the DOT language of Graphviz, in a form that other tools for learned state machines can read.
    /// </summary>
    public static string Dot(MealyMachine machine)
    {
        var text = new StringBuilder("digraph peer {\n    __start0 [label=\"\" shape=\"none\"];\n");
        for (var state = 0; state < machine.States.Length; state++) text.Append($"    s{state} [shape=\"circle\" label=\"{state}\"];\n");
        for (var state = 0; state < machine.States.Length; state++)
        {
            for (var input = 0; input < machine.Inputs.Length; input++)
            {
                var (target, answer) = machine.States[state].Transitions[input];
                text.Append($"    s{state} -> s{target} [label=\"{machine.Inputs[input].Name} / {answer.Text}\"];\n");
            }
        }

        return text.Append("    __start0 -> s0;\n}\n").ToString();
    }

    /// <summary>Returns the state machine as text, with one line per state and one line per label of an arrow.</summary>
    public static IEnumerable<string> Lines(MealyMachine machine, ModelComparison? comparison)
    {
        var arrows = MachineArrow.Of(machine, comparison);
        if (machine.Opening != PeerAnswer.Silence) yield return $"the peer begins with: {machine.Opening}";
        for (var state = 0; state < machine.States.Length; state++)
        {
            yield return $"state {Name(state, comparison)}";
            foreach (var arrow in arrows.Where(arrow => arrow.From == state))
            {
                var target = arrow.To == state ? "" : FormattableString.Invariant($" -> {arrow.To}");
                foreach (var label in arrow.Labels) yield return $"  {label.Inputs} / {label.Answer}{target}{label.Mark}";
            }
        }
    }

    /// <summary>
    /// Returns the number of a state. If there is a comparison, the number is followed by the corresponding states of the model.
    /// </summary>
    public static string Name(int state, ModelComparison? comparison) =>
        FormattableString.Invariant($"{state}") + (comparison is null ? "" : $": {comparison.Names[state]}");

    // In Mermaid, a colon begins a label, and a semicolon ends the label.
    private static string Safe(string text) => text.Replace(':', ' ').Replace(';', ',');
}
