# Runs each case of the tester at PUREWS_URL, with gun as the client: elixir client.exs
unless Code.ensure_loaded?(:gun), do: Mix.install([{:gun, "~> 1.3"}])
{:ok, _} = Application.ensure_all_started(:gun)

defmodule Client do
  # Echoes what arrives until the connection ends. Returns the last message.
  def run(path) do
    %URI{host: host, port: port} = URI.parse(System.fetch_env!("PUREWS_URL"))
    {:ok, gun} = :gun.open(String.to_charlist(host), port, %{protocols: [:http], retry: 0})
    Process.monitor(gun)
    {:ok, _} = :gun.await_up(gun)
    :gun.ws_upgrade(gun, path, [], %{compress: true})
    last = loop(gun, String.starts_with?(path, "/runCase"), nil)
    :gun.close(gun)
    :gun.flush(gun)
    last
  end

  defp loop(gun, echoes, last) do
    receive do
      {:gun_ws, ^gun, _, {kind, data}} when kind in [:text, :binary] ->
        if echoes, do: :gun.ws_send(gun, {kind, data})
        loop(gun, echoes, data)

      # gun leaves the answer to a close frame to the application.
      {:gun_ws, ^gun, _, {:close, code, _}} ->
        :gun.ws_send(gun, {:close, code, ""})
        loop(gun, echoes, last)

      {:gun_ws, ^gun, _, :close} ->
        :gun.ws_send(gun, :close)
        loop(gun, echoes, last)

      {:gun_down, ^gun, _, _, _, _} -> last
      {:gun_error, ^gun, _, _} -> last
      {:gun_error, ^gun, _} -> last
      {:gun_response, ^gun, _, _, _, _} -> last
      {:DOWN, _, :process, ^gun, _} -> last
      _ -> loop(gun, echoes, last)
    end
  end
end

count = String.to_integer(Client.run("/getCaseCount"))
for number <- 1..count, do: Client.run("/runCase?case=#{number}&agent=gun")
Client.run("/updateReports?agent=gun")
