using Microsoft.AspNetCore.SignalR;

namespace SignalRChat.Hubs;

/// <summary>The hub of ASP.NET Core's chat sample: what one says, all hear.</summary>
public class ChatHub : Hub
{
    /// <summary>Says something to all.</summary>
    public async Task SendMessage(string user, string message) => await Clients.All.SendAsync("ReceiveMessage", user, message);
}
