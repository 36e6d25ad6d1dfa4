/** narrownet/chart: pictures. They need packages that a network does not. */
export { sensitivityChart, type SensitivityChartOptions } from './sensitivityChart.js'
