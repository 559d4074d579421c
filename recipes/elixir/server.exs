# An echo server with Cowboy: elixir server.exs [PORT]
unless Code.ensure_loaded?(:cowboy), do: Mix.install([{:cowboy, "~> 2.8"}])

defmodule Echo do
  @behaviour :cowboy_websocket

  def init(request, state), do: {:cowboy_websocket, request, state, %{compress: true, max_frame_size: :infinity}}
  def websocket_handle({kind, data}, state) when kind in [:text, :binary], do: {[{kind, data}], state}
  def websocket_handle(_frame, state), do: {[], state}
  def websocket_info(_message, state), do: {[], state}
end

{:ok, _} = Application.ensure_all_started(:cowboy)
port = String.to_integer(List.first(System.argv()) || "9001")
routes = :cowboy_router.compile([{:_, [{:_, Echo, nil}]}])
{:ok, _} = :cowboy.start_clear(:echo, [ip: {127, 0, 0, 1}, port: port], %{env: %{dispatch: routes}})
Process.sleep(:infinity)
