using System.Reflection;

namespace Pure.WebSockets.Bench;

/// <summary>The fields of <see cref="Connection"/> as a struct.</summary>
internal readonly record struct State(Role Role, ConnectionOptions Options, Phase Phase, Agreement Agreement)
{
    public TimerKind Timer { get; init; }

    public Receiving Receiving { get; init; }

    public Sending Sending { get; init; }

    public InflateContext? Inflation { get; init; }

    public DeflateContext? Deflation { get; init; }

    public StepBuffer StepBuffer { get; init; } = StepBuffer.Empty;

    /// <summary>The same state.</summary>
    public static State Of(Connection connection)
    {
        CheckFields();
        return new(connection.Role, connection.Options, connection.Phase, connection.Agreement)
        {
            Timer = connection.Timer,
            Receiving = connection.Receiving,
            Sending = connection.Sending,
            Inflation = connection.Inflation,
            Deflation = connection.Deflation,
            StepBuffer = connection.StepBuffer,
        };
    }

    /// <summary>Checks that the struct has the fields of <see cref="Connection"/>.</summary>
    private static void CheckFields()
    {
        if (!FieldsOf(typeof(State)).SequenceEqual(FieldsOf(typeof(Connection)), StringComparer.Ordinal))
            throw new InvalidOperationException("The state by value has other fields than the connection.");

        static IEnumerable<string> FieldsOf(Type type) =>
            type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Select(field => $"{field.Name} {field.FieldType}")
                .Order(StringComparer.Ordinal);
    }
}

/// <summary>The state as an object that changes in place.</summary>
internal sealed class MutableState(State state)
{
    private Receiving receiving = state.Receiving;

    public State Fixed { get; } = state;

    public ref Receiving Receiving => ref receiving;
}

/// <summary>The state as an object that is replaced when something in it changes, as <see cref="Connection"/> is.</summary>
internal sealed record ImmutableState(State Value);
