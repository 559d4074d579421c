namespace Pure.WebSockets.Properties;

/// <summary>
/// A target with a fault that chance alone does not find: it shows after a whole message and a valid close frame. Only the branches of the
/// core lead there.
/// </summary>
public static class PlantedFault
{
    public static void Find(byte[] input)
    {
        var state = Connection.CreateOpen(Role.Server, Agreement.Plain, ConnectionOptions.Default);
        var effects = Protocol.Run(state, new Input.Received(input), static _ => []).Effects;
        if (effects.Exists(effect => effect is Effect.Message) && effects.Exists(effect => effect is Effect.CloseReceived))
            throw new InvalidOperationException("the planted fault");
    }
}
